/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): random words as a pure function of a key and a counter. What happens to a digit in a pass
 * depends on nothing that went before, so that a run that is taken up again needs no state of a generator.
 */

const M0: u64 = 0xd2511f53
const M1: u64 = 0xcd9e8d57
const W0: u32 = 0x9e3779b9
const W1: u32 = 0xbb67ae85
const ROUNDS: i32 = 10

/** Four random words at `to`, for the counter (c0, c1, c2, c3) and the key (k0, k1). */
export function philox(to: usize, c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  for (let round = 0; round < ROUNDS; round++) {
    const p0 = <u64>c0 * M0
    const p1 = <u64>c2 * M1
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0
    c1 = <u32>p1
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1
    c3 = <u32>p0
    k0 += W0
    k1 += W1
  }
  store<u32>(to, c0)
  store<u32>(to, c1, 4)
  store<u32>(to, c2, 8)
  store<u32>(to, c3, 12)
}
