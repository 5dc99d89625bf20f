/**
 * The views of a digit: the network reads it several times, moved by half a pixel of a normalised 28×28 this way and that, and the mean of the logits
 * decides. 1 view is not moved, 2 lie on a diagonal, 4 are all corners.
 */

/** How far view number `view` of `views` is moved along u, and along w. */
export function viewU(view: i32, views: i32): f32 {
  return views == 1 ? 0 : half(view & 1)
}
export function viewW(view: i32, views: i32): f32 {
  return views == 1 ? 0 : half(views == 2 ? view : view >> 1)
}

// @ts-ignore: decorator
@inline
function half(up: i32): f32 {
  return <f32>up - 0.5
}
