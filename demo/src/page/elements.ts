/** The elements of the page, and buttons that can be out of use without losing the focus. */

/** The element with this id, which the page has. */
export const $ = <Kind extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as Kind

/** A new element with properties and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> & { readonly class?: string } = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  const { class: className, ...rest } = properties
  Object.assign(element, rest)
  if (className) element.className = className
  element.append(...children)
  return element
}

/** A browser takes the focus from a button that is `disabled`, and gives it to the body: `aria-disabled` leaves it where it is. */
export function enable(button: HTMLElement, on: boolean): void {
  if (on) button.removeAttribute('aria-disabled')
  else button.setAttribute('aria-disabled', 'true')
}

/** Calls back when the button is pressed, unless it is out of use. */
export function press(button: HTMLElement, pressed: () => unknown): void {
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') !== 'true') void pressed()
  })
}

/** Hides an element; a focus in it goes to `heir`. */
export function hide(element: HTMLElement, heir: HTMLElement): void {
  const inside = element.contains(document.activeElement)
  element.hidden = true
  if (inside) heir.focus({ preventScroll: true })
}
