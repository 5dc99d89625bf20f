/**
 * What hangs together on a mask, corners included: runs along its rows and union-find with path halving, nearly linear for every mask.
 *
 * A component of COMPONENT bytes: left, right, top, bottom u16 (right and bottom exclusive) · pixels u32 · mass u32 · pixels on the picture's left, right,
 * upper and lower edge u16 · flags u32.
 */
import { fill, get, set } from './access'
import { COMPONENT, COMPONENTS, PARENTS, RUN, RUNS } from './memory'

/** How many `components` found. */
export let runs: i32 = 0
export let count: i32 = 0

// @ts-ignore: decorator
@inline
export function component(i: i32): usize {
  return COMPONENTS + <usize>i * COMPONENT
}
// @ts-ignore: decorator
@inline
export function left(e: usize): i32 {
  return get<u16>(e)
}
// @ts-ignore: decorator
@inline
export function right(e: usize): i32 {
  return get<u16>(e + 2)
}
// @ts-ignore: decorator
@inline
export function top(e: usize): i32 {
  return get<u16>(e + 4)
}
// @ts-ignore: decorator
@inline
export function bottom(e: usize): i32 {
  return get<u16>(e + 6)
}
// @ts-ignore: decorator
@inline
export function pixels(e: usize): i32 {
  return get<i32>(e + 8)
}
/** Σ of the soft ink's shares, in 4096ths: there after `weigh`. */
// @ts-ignore: decorator
@inline
export function mass(e: usize): u32 {
  return get<u32>(e + 12)
}
/** Pixels on an edge of the picture: 0 left, 1 right, 2 upper, 3 lower. */
// @ts-ignore: decorator
@inline
export function touching(e: usize, edge: usize): i32 {
  return get<u16>(e + 16 + (edge << 1))
}
// @ts-ignore: decorator
@inline
export function flags(e: usize): u32 {
  return get<u32>(e + 24)
}
// @ts-ignore: decorator
@inline
export function setFlags(e: usize, value: u32): void {
  set<u32>(e + 24, value)
}

function find(id: i32): i32 {
  let parent = <i32>get<u16>(PARENTS + (<usize>id << 1))
  while (parent != id) {
    const above = get<u16>(PARENTS + (<usize>parent << 1))
    set<u16>(PARENTS + (<usize>id << 1), above)
    id = above
    parent = <i32>get<u16>(PARENTS + (<usize>id << 1))
  }
  return id
}

/** Finds RUNS and COMPONENTS of a mask of w × h bytes, 0 or 1. */
export function components(mask: usize, w: i32, h: i32): void {
  runs = 0
  let labels = 0
  let from = 0
  for (let y = 0; y < h; y++) {
    const to = runs
    let above = from
    const row = mask + <usize>(y * w)
    for (let x = 0; x < w; ) {
      // paper eight pixels at a time
      if (get<u8>(row + x) == 0) {
        while (x + 8 <= w && get<u64>(row + x) == 0) x += 8
        while (x < w && get<u8>(row + x) == 0) x++
        if (x >= w) break
      }
      const start = x
      while (x + 8 <= w && get<u64>(row + x) == 0x0101010101010101) x += 8
      while (x < w && get<u8>(row + x)) x++
      while (above < to && rightOf(above) < start) above++
      let id = -1
      for (let k = above; k < to && leftOf(k) <= x; k++) {
        const other = find(ofRun(k))
        if (id < 0) id = other
        else if (id != other) {
          // the older one stays
          const older = min(id, other)
          set<u16>(PARENTS + (<usize>max(id, other) << 1), <u16>older)
          id = older
        }
      }
      if (id < 0) {
        id = labels++
        set<u16>(PARENTS + (<usize>id << 1), <u16>id)
      }
      const run = RUNS + <usize>runs * RUN
      runs++
      set<u16>(run, <u16>start)
      set<u16>(run + 2, <u16>x)
      set<u16>(run + 4, <u16>y)
      set<u16>(run + 6, <u16>id)
    }
    from = to
  }
  gather(labels, w, h)
}

// @ts-ignore: decorator
@inline
export function leftOf(run: i32): i32 {
  return get<u16>(RUNS + <usize>run * RUN)
}
// @ts-ignore: decorator
@inline
export function rightOf(run: i32): i32 {
  return get<u16>(RUNS + <usize>run * RUN + 2)
}
// @ts-ignore: decorator
@inline
export function rowOf(run: i32): i32 {
  return get<u16>(RUNS + <usize>run * RUN + 4)
}
/** The component that a run belongs to; while they are sought, a label of it. */
// @ts-ignore: decorator
@inline
export function ofRun(run: i32): i32 {
  return get<u16>(RUNS + <usize>run * RUN + 6)
}

/** The flags of a run's component. */
export function flagsOf(run: i32): u32 {
  return flags(component(ofRun(run)))
}

/** Marks the runs of components that have a flag in a plane of `w` pixels a row. */
export function paint(plane: usize, w: i32, flag: u32): void {
  for (let run = 0; run < runs; run++)
    if (flagsOf(run) & flag) fill(plane + <usize>(rowOf(run) * w + leftOf(run)), 1, rightOf(run) - leftOf(run))
}

/** Numbers the components by their first run, and adds their runs up. */
function gather(labels: i32, w: i32, h: i32): void {
  // a parent is older than its child: one pass makes each label point at its component's number
  count = 0
  for (let id = 0; id < labels; id++) {
    const p = PARENTS + (<usize>id << 1)
    const parent = <i32>get<u16>(p)
    if (parent == id) {
      set<u16>(p, <u16>count)
      const e = component(count)
      count++
      set<u64>(e, 0x0000ffff0000ffff)
      set<u64>(e + 8, 0)
      set<u64>(e + 16, 0)
      set<u64>(e + 24, 0)
    } else set<u16>(p, get<u16>(PARENTS + (<usize>parent << 1)))
  }
  for (let run = 0; run < runs; run++) {
    const p = RUNS + <usize>run * RUN
    const id = get<u16>(PARENTS + (<usize>get<u16>(p + 6) << 1))
    set<u16>(p + 6, id)
    add(component(id), leftOf(run), rightOf(run), rowOf(run), w, h)
  }
}

function add(e: usize, start: i32, end: i32, y: i32, w: i32, h: i32): void {
  if (start < left(e)) set<u16>(e, <u16>start)
  if (end > right(e)) set<u16>(e + 2, <u16>end)
  if (y < top(e)) set<u16>(e + 4, <u16>y)
  set<u16>(e + 6, <u16>(y + 1))
  set<i32>(e + 8, pixels(e) + end - start)
  if (start == 0) set<u16>(e + 16, get<u16>(e + 16) + 1)
  if (end == w) set<u16>(e + 18, get<u16>(e + 18) + 1)
  if (y == 0) set<u16>(e + 20, get<u16>(e + 20) + <u16>(end - start))
  if (y == h - 1) set<u16>(e + 22, get<u16>(e + 22) + <u16>(end - start))
}
