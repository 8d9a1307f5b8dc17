import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const CACHE = join(__dirname, '../../node_modules/.cache');

/** A folder for modules that the compiler and the linter should not see: inside the project, so that zod resolves. */
export class ModuleFolder {
  private readonly directory: string;

  constructor() {
    mkdirSync(CACHE, { recursive: true });
    this.directory = mkdtempSync(join(CACHE, 'test-modules-'));
  }

  /** Writes a file, and its folders, and returns its path from the working directory. */
  write(path: string, text: string): string {
    const file = join(this.directory, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return relative(process.cwd(), file);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** A module with one tool. */
export const ADDER = `
  import { defineTools, tool } from 'cdk-mcp-service/tools';
  import { z } from 'zod';
  export default defineTools({
    name: 'adder',
    tools: {
      add: tool({
        description: 'Adds.',
        effect: 'read',
        input: z.object({ a: z.number(), b: z.number() }),
        handler: ({ a, b }) => String(a + b),
      }),
    },
  });`;
