/** xorshift-multiply generator on 32 bits (mulberry32). */
export class Random {
  private state: number
  /** How far a hand may stray: 1 keeps to the ranges the forms name, more goes beyond them on both sides. */
  reach = 1
  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) ^ 0x5bf03635
  }
  /** 0 … 1 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  between(low: number, high: number): number {
    return (low + high) / 2 + (high - low) * this.reach * (this.next() - 0.5)
  }
  /** Bell-shaped, −spread … spread. */
  about(spread: number): number {
    return ((this.next() + this.next() + this.next()) / 1.5 - 1) * spread * this.reach
  }
  chance(share: number): boolean {
    return this.next() < share
  }
}
