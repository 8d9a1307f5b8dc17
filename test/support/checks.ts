/** A list of checks outside jest: each prints a line, and the last line counts them. */
export class Checks {
  private passed = 0;
  private failed = 0;

  /** Runs a check; its detail is printed, its error too. */
  async run(promise: string, check: () => Promise<string>): Promise<void> {
    try {
      console.log(`ok    ${promise}: ${await check()}`);
      this.passed += 1;
    } catch (error) {
      console.log(`FAIL  ${promise}: ${error instanceof Error ? error.message : String(error)}`);
      this.failed += 1;
    }
  }

  /** Prints the count and sets the exit code. */
  finish(): void {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    if (this.failed > 0 || this.passed === 0) process.exitCode = 1;
  }
}
