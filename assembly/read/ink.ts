/** The ink of a picture as a page: all that is written on it, by the same steps that find one digit. */
import { find, Found } from '../picture/find'
import { get } from '../picture/access'
import { INK } from '../picture/memory'
import { across, cornerX, cornerY, down, stride } from '../picture/soft'
import { factor, height, width } from '../picture/strip'
import { PAGE } from './memory'

/** PAGE from the picture that has been taken in; false where nothing is written. */
export function findPage(): bool {
  if (find(true) == Found.Nothing) return false
  memory.fill(changetype<usize>(PAGE), 0, <usize>(width * height))
  const left = max(cornerX, 0), right = min(cornerX + across, width)
  for (let y = max(cornerY, 0); y < min(cornerY + down, height); y++) {
    for (let x = left; x < right; x++) PAGE[y * width + x] = get<u8>(INK + <usize>((y - cornerY) * stride + x - cornerX))
  }
  return true
}

/** Sides of the page. */
export function pageWidth(): i32 {
  return width
}
export function pageHeight(): i32 {
  return height
}
/** Pixels of the picture, or of its crop, per pixel of the page. */
export function pageScale(): i32 {
  return factor
}
