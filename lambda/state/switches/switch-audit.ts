import { writeAudit } from '../../audit';
import type { Clock } from '../../clock';
import { withDeadline } from '../../deadline';
import type { WriteLine } from '../../request-line';
import type { SwitchChange, SwitchStore, TurnedSwitch } from './switches';

/** A call waits for it, once after a change. */
const READ_MS = 500;

interface AuditPorts {
  readonly store: Pick<SwitchStore, 'changes'>;
  readonly clock: Clock;
  readonly writeLine: WriteLine;
}

/**
 * Writes a line for each switch that an instance sees turned, once an instance, with who did it, why and when
 * as the table has it. Without that record, or while the table does not answer, the line says what is seen.
 */
export function createSwitchAudit({ store, clock, writeLine }: AuditPorts) {
  return async function auditSwitches(turned: readonly TurnedSwitch[]): Promise<void> {
    const recorded = await withDeadline(clock, READ_MS, () => store.changes()).catch(
      (): readonly SwitchChange[] => [],
    );
    for (const { kind, name, to, reason } of turned) {
      const record = recorded.find(
        (change) => change.kind === kind && change.name === name && change.to === to,
      );
      writeAudit(writeLine, 'switch', `switched ${to}`, {
        switched: `${kind} ${name}`,
        to,
        reason: record?.reason ?? reason,
        operator: record?.operator,
        changedAt: record?.at,
      });
    }
  };
}
