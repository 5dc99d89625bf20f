/** The element with this id, which the page has. */
export const $ = <Kind extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as Kind
