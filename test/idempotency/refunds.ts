import { z } from 'zod';
import type { IdempotencyPolicy } from '../../lambda/contract';
import { defineTools, tool, type Tool } from '../../lambda/tools';

type Reply = string | object;
/** How a run of the handler ends: by returning or throwing. */
export type Ending = () => Reply | Promise<Reply>;

const Refund = z.object({ invoice: z.string(), amount: z.number().default(1) });

/** Tools whose runs are counted and end as the test says. */
export class Refunds {
  readonly runs: string[] = [];
  ending: Ending = () => `refund ${this.runs.length}`;
  rule: () => void | Promise<void> = () => undefined;

  readonly module = defineTools({
    name: 'refunds',
    tools: {
      refund: this.tool('refund', 'destructive'),
      annotate: this.tool('annotate', 'write', { derivedKey: false }),
      look: this.tool('look', 'read'),
      structured: tool({
        description: 'Refunds, and says so in a structure.',
        effect: 'write',
        input: Refund,
        output: z.object({ refunded: z.number() }),
        handler: async ({ amount }) => {
          this.runs.push('structured');
          const reply = await this.ending();
          return typeof reply === 'string' ? { refunded: amount } : (reply as { refunded: number });
        },
      }),
      own_key: tool({
        description: 'Names its calls by an argument of its own.',
        effect: 'write',
        input: z.object({ order: z.string().optional(), idempotencyKey: z.string().optional() }),
        idempotency: { keyArgument: 'order' },
        handler: (args) => {
          this.runs.push(JSON.stringify(args));
          return this.ending();
        },
      }),
    },
  });

  private tool(name: string, effect: Tool['effect'], policy?: Partial<IdempotencyPolicy>): Tool {
    return tool({
      description: 'Refunds an invoice.',
      effect,
      input: Refund,
      timeoutMs: 20_000,
      idempotency: policy,
      check: () => this.rule(),
      checkTimeoutMs: 5_000,
      handler: () => {
        this.runs.push(name);
        return this.ending();
      },
      limits: { outputBytes: 1_000_000 },
    });
  }
}
