/**
 * Loads and stores of the picture's kernels. The checked build (asc without --noAssert) guards every one with a shadow of the memory map, a byte for
 * each 16 bytes: an access that strays into the gap between two regions, or outside the map, traps.
 */
import { ARENA, ARENA_SIZE } from './arena'

/** One byte for each 16 of the arena; the checked build's alone. */
const SHADOW: usize = ASC_NO_ASSERT ? 0 : memory.data(ARENA_SIZE >> 4, 16)

/** Opens a region to the checked build. */
export function allow(p: usize, size: usize): void {
  if (ASC_NO_ASSERT) return
  memory.fill(SHADOW + ((p - ARENA) >> 4), 1, (size + 15) >> 4)
}

// @ts-ignore: decorator
@inline
function guard(p: usize, size: usize): void {
  if (ASC_NO_ASSERT) return
  if (p < ARENA || p + size > ARENA + <usize>ARENA_SIZE) unreachable()
  if (load<u8>(SHADOW + ((p - ARENA) >> 4)) == 0) unreachable()
  if (load<u8>(SHADOW + ((p + size - 1 - ARENA) >> 4)) == 0) unreachable()
}

// @ts-ignore: decorator
@inline
export function get<T>(p: usize): T {
  guard(p, sizeof<T>())
  return load<T>(p)
}

// @ts-ignore: decorator
@inline
export function set<T>(p: usize, value: T): void {
  guard(p, sizeof<T>())
  store<T>(p, value)
}

// @ts-ignore: decorator
@inline
export function vector(p: usize): v128 {
  guard(p, 16)
  return v128.load(p)
}

// @ts-ignore: decorator
@inline
export function setVector(p: usize, value: v128): void {
  guard(p, 16)
  v128.store(p, value)
}

/** Four bytes, then zeros. */
// @ts-ignore: decorator
@inline
export function vector4(p: usize): v128 {
  guard(p, 4)
  return v128.load32_zero(p)
}

/** Eight bytes, then zeros. */
// @ts-ignore: decorator
@inline
export function vector8(p: usize): v128 {
  guard(p, 8)
  return v128.load64_zero(p)
}

// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, size: usize): void {
  if (size == 0) return
  guard(to, size)
  guard(from, size)
  memory.copy(to, from, size)
}

// @ts-ignore: decorator
@inline
export function fill(to: usize, value: u8, size: usize): void {
  if (size == 0) return
  guard(to, size)
  memory.fill(to, value, size)
}
