/** Numbers by chance that are the same every time for the same seed. */
export class Random {
  private state: number;

  /** @param key seed and what the numbers are for: streams with different keys do not follow each other. */
  constructor(private readonly key: string) {
    // FNV-1a over the key.
    let hash = 2_166_136_261;
    for (let index = 0; index < key.length; index += 1) {
      hash = Math.imul(hash ^ key.charCodeAt(index), 16_777_619);
    }
    this.state = hash >>> 0;
  }

  /** Another stream: taking more numbers from one never changes the other. */
  fork(name: string): Random {
    return new Random(`${this.key}/${name}`);
  }

  /** From 0 to below 1 (splitmix32). */
  next(): number {
    this.state = (this.state + 0x9e37_79b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** Whole, from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Gamma distribution with mean 1; its variance is 1 / shape (Marsaglia and Tsang). */
  gamma(shape: number): number {
    if (shape < 1) return (this.gamma(shape + 1) * (shape + 1) * (1 - this.next()) ** (1 / shape)) / shape;
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v <= 0) continue;
      const u = 1 - this.next();
      if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return (d * v) / shape;
    }
  }

  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number {
    let total = 0;
    // By parts: exp(-mean) is 0 for large means.
    for (let rest = mean; rest > 0; rest -= 30) {
      const limit = Math.exp(-Math.min(rest, 30));
      for (let product = this.next(); product > limit; product *= this.next()) total += 1;
    }
    return total;
  }
}
