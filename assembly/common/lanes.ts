/**
 * Loads, stores and the few vector idioms that the kernels share.
 *
 * In the *checked* build (asc without --noAssert) each of them consults a shadow of the memory map, as AddressSanitizer does: one byte per 16 bytes of
 * memory, 1 inside a region. An access to the gap between two regions traps.
 */
/** Bytes of a vector. */
export const V: usize = 16

/** v128 at p + offset. */
// @ts-ignore: decorator
@inline
export function load4(p: usize, offset: usize = 0): v128 {
  guard(p + offset, 16)
  return v128.load(p + offset)
}

/** One f32 at p + offset in all four lanes. */
// @ts-ignore: decorator
@inline
export function splat4(p: usize, offset: usize = 0): v128 {
  guard(p + offset, 4)
  return v128.load32_splat(p + offset)
}

/** A constant from static data in all four lanes; not guarded, since tables lie outside the memory map. */
// @ts-ignore: decorator
@inline
export function constant4(p: usize, offset: usize = 0): v128 {
  return v128.load32_splat(p + offset)
}

// @ts-ignore: decorator
@inline
export function store4(p: usize, x: v128, offset: usize = 0): void {
  guard(p + offset, 16)
  v128.store(p + offset, x)
}

/**
 * acc + a·b, rounded twice: plain SIMD, the same bits on every engine. In the relaxed build (`relaxed.ts`) the processor chooses: it rounds once if it
 * has a fused instruction.
 */
// @ts-ignore: decorator
@inline
export function madd(acc: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, acc)
  return f32x4.add(acc, f32x4.mul(a, b))
}

/** (Σ a, Σ b, Σ c, Σ d), each as (lane 0 + lane 1) + (lane 2 + lane 3). */
// @ts-ignore: decorator
@inline
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7))
}

/**
 * x rounded to a multiple of limit · 2⁻²³ if it is smaller than the limit; 0 stays 0. WebAssembly cannot flush denormals to 0, and arithmetic on them is up
 * to a hundred times slower, so values whose products would be denormal are flushed; they are far too small to move a weight. Two additions, which no
 * compiler may drop, cost a third of a comparison and a mask.
 */
// @ts-ignore: decorator
@inline
export function flush4(x: v128, limit: v128): v128 {
  return f32x4.sub(f32x4.add(x, limit), limit)
}

// ---- the checked build's shadow: one byte per vector, for up to 12 pages
const SHADOW_SIZE: i32 = 12 << 12
const SHADOW: usize = ASC_NO_ASSERT ? 0 : memory.data(SHADOW_SIZE)

// @ts-ignore: decorator
@inline
function guard(p: usize, size: usize): void {
  if (!ASC_NO_ASSERT) assert(load<u8>(SHADOW + (p >> 4)) & load<u8>(SHADOW + ((p + size - 1) >> 4)), 'access outside every region')
}

/** Marks `size` bytes at `start`, and the padding of its last vector, as a region (checked build only). */
export function allow(start: usize, size: usize): void {
  if (!ASC_NO_ASSERT) memory.fill(SHADOW + (start >> 4), 1, (size + V - 1) >> 4)
}

/**
 * True: p is an address and never 0. The branch stops TurboFan from loading the operands of all multiply-adds in a long block before the first
 * addition, which would spill the sums (figures in docs/kernels.md).
 */
// @ts-ignore: decorator
@inline
export function fence(p: usize): bool {
  return <bool>p
}
