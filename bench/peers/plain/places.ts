/** Places of the eight tensors when they lie one behind the other, in PyTorch's layouts and order. */
export const AT = {
  H1w: 0,
  H1b: 300,
  H2w: 1068,
  H2b: 3468,
  H3w: 3660,
  H3b: 9420,
  outw: 9450,
  outb: 9750,
} as const
