/**
 * Element access to tensors in static memory. `p` is the address of a tensor's first element and `i` an
 * index into it, counted row by row as PyTorch lays it out. `T` is f32 or f64.
 */

export function at<T>(p: usize, i: i32): T {
  return load<T>(p + <usize>i * sizeof<T>())
}

export function put<T>(p: usize, i: i32, value: T): void {
  store<T>(p + <usize>i * sizeof<T>(), value)
}

/** p[i] += value */
export function add<T>(p: usize, i: i32, value: T): void {
  put<T>(p, i, at<T>(p, i) + value)
}

/** The address of the `index`-th of several planes of `side`×`side`. */
export function planeOf<T>(planes: usize, index: i32, side: i32): usize {
  return planes + <usize>(index * side * side) * sizeof<T>()
}

/** Sets n elements to 0. */
export function clear<T>(p: usize, n: i32): void {
  memory.fill(p, 0, <usize>n * sizeof<T>())
}
