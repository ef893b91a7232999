// The smallest test runner that says what passed: names, times, counts.
export class Runner {
  passed = 0;
  failures = [];

  async test(name, run) {
    const start = performance.now();
    try {
      await run();
      this.passed += 1;
      console.log(`ok    ${name} (${seconds(start)})`);
    } catch (error) {
      this.failures.push(name);
      console.log(`FAIL  ${name} (${seconds(start)})`);
      console.log(indent(error.stack ?? String(error)));
    }
  }

  /** Says the outcome and gives the exit code. */
  finish() {
    for (const name of this.failures) console.log(`failed: ${name}`);
    console.log(`${this.passed} passed, ${this.failures.length} failed`);
    return this.failures.length || !this.passed ? 1 : 0;
  }
}

/** Fails with one line a problem, without a stack trace. */
export function refuse(problems) {
  if (!problems.length) return;
  const error = new Error(problems.join('\n'));
  error.stack = error.message;
  throw error;
}

const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
const indent = (text) => text.replace(/^/gm, '      ');
