/**
 * MT19937 (Matsumoto and Nishimura 1998), and what PyTorch and numpy draw from it: a seed means the same here as
 * there. Two independent streams, because a training script seeds both libraries:
 *
 *   stream 0   torch.manual_seed: initial weights, dropout masks
 *   stream 1   numpy.random.seed: permutations, shifts
 *
 * A stream is 624 state words and the index of the next word, 625 u32 in a row: copied out and restored,
 * it continues with the same words. Tested bit for bit against PyTorch 1.13 and numpy 1.24.
 */

/** Words of state; all are renewed at once after the last has been used. */
const WORDS: u32 = 624
/** Each new word depends on the one this far ahead, and from word 624 − 397 = 227 on, on new ones. */
const AHEAD: usize = 397
/** Byte offset of the index in a stream. */
const INDEX: usize = <usize>WORDS * 4
/** Bytes from one stream to the next: 625 words, rounded up to whole vectors. */
export const STREAM_STRIDE: usize = 2512

export const STREAMS: usize = memory.data(<i32>STREAM_STRIDE * 2, 16)

/** Address of a stream's 625 words. An index of 624 or more means that all words are used. */
export function streamAddress(stream: i32): usize {
  return STREAMS + <usize>stream * STREAM_STRIDE
}

/** `init_genrand`: what `torch.manual_seed(seed)` and `numpy.random.seed(seed)` do. */
export function seedStream(stream: i32, seed: u32): void {
  const state = streamAddress(stream)
  let word = seed
  store<u32>(state, word)
  for (let i: u32 = 1; i < WORDS; i++) {
    word = 1812433253 * (word ^ (word >>> 30)) + i
    store<u32>(state + ((<usize>i) << 2), word)
  }
  store<u32>(state, WORDS, INDEX)
}

/** Renews the four words at `at` from these, the one after each, and the four at `far`. */
function renew(at: usize, far: usize): void {
  const y = v128.bitselect(v128.load(at), v128.load(at, 4), i32x4.splat(0x80000000))
  const odd = i32x4.neg(v128.and(y, i32x4.splat(1)))
  const twisted = v128.xor(i32x4.shr_u(y, 1), v128.and(odd, i32x4.splat(0x9908b0df)))
  v128.store(at, v128.xor(v128.load(far), twisted))
}

/**
 * Renews all words, four at a time. Word 624 stands for word 0 of the next round, since the recurrence is
 * circular; the index, which lives there, is reset afterwards anyway.
 */
function twist(state: usize): void {
  const end = state + INDEX
  renew(state, state + AHEAD * 4)
  store<u32>(end, load<u32>(state))
  let at = state + 16
  for (; at < state + 228 * 4; at += 16) renew(at, at + AHEAD * 4)
  for (; at < end; at += 16) renew(at, at + AHEAD * 4 - INDEX)
  store<u32>(end, 0)
}

/** The next 32 bits of a stream. */
export function nextWord(stream: i32): u32 {
  const state = streamAddress(stream)
  if (load<u32>(state, INDEX) >= WORDS) twist(state)
  const index = load<u32>(state, INDEX)
  store<u32>(state, index + 1, INDEX)
  let word = load<u32>(state + ((<usize>index) << 2))
  word ^= word >>> 11
  word ^= (word << 7) & 0x9d2c5680
  word ^= (word << 15) & 0xefc60000
  return word ^ (word >>> 18)
}

/** Tempers four words. */
function temper4(word: v128): v128 {
  word = v128.xor(word, i32x4.shr_u(word, 11))
  word = v128.xor(word, v128.and(i32x4.shl(word, 7), i32x4.splat(0x9d2c5680)))
  word = v128.xor(word, v128.and(i32x4.shl(word, 15), i32x4.splat(0xefc60000)))
  return v128.xor(word, i32x4.shr_u(word, 18))
}

/** Writes the next `count` words of a stream, 4 bytes each, at `pointer`. */
export function fillWords(stream: i32, pointer: usize, count: i32): void {
  const state = streamAddress(stream)
  while (count >= 4) {
    const index = load<u32>(state, INDEX)
    if (index + 4 > WORDS) {
      // the last words of a round, or none
      store<u32>(pointer, nextWord(stream))
      pointer += 4
      count--
      continue
    }
    const vectors = min((WORDS - index) >> 2, <u32>count >> 2)
    let from = state + (<usize>index << 2)
    const end = from + (<usize>vectors << 4)
    for (; from < end; from += 16, pointer += 16) v128.store(pointer, temper4(v128.load(from)))
    store<u32>(state, index + (vectors << 2), INDEX)
    count -= vectors << 2
  }
  for (; count > 0; count--, pointer += 4) store<u32>(pointer, nextWord(stream))
}

/** `torch.rand` in float32: [0, 1) in steps of 2⁻²⁴, one word. */
export function torchUniform(): f32 {
  return <f32>(nextWord(0) & 0xffffff) * <f32>(1.0 / 16777216.0)
}

/** The exclusive limit of a 53-bit integer u for dropout with probability `p` to keep a unit: u · 2⁻⁵³ < 1 − p in integers. */
export function torchKeepLimit(p: f64): u64 {
  return <u64>Math.ceil((1.0 - p) * 9007199254740992.0)
}

/**
 * Whether dropout keeps a unit, as decided by a PyTorch built without MKL: from two words of stream 0, the high one first (so that it is the
 * lower half of the two in memory).
 */
// @ts-ignore: decorator
@inline
export function torchKeeps(words: u64, limit: u64): bool {
  return (rotl<u64>(words, 32) & 0x1fffffffffffff) < limit
}

/** `numpy.random.randint(-1, 2)`: −1, 0 or 1, by masked rejection. */
export function numpyShift(): i32 {
  let value: u32
  do value = nextWord(1) & 3
  while (value == 3)
  return <i32>value - 1
}
