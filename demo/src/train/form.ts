/** The settings as a form: it shows what trains, and text that is no setting is marked and trains nothing. */
import type { RecipeName } from 'lenet1989'
import {
  type Config,
  defaults,
  type NumberName,
  numberNames,
  readNumber,
  recipeTexts,
  type Settings,
} from './settings.js'

export interface Form {
  readonly settings: Settings
  show(settings: Settings): void
  /** Shows the configuration of a file that no recipe of the page makes. */
  showFile(config: Config): void
  /** The settings as they are typed, `'file'` where a file's are shown; `undefined` if something is no setting: it gets the focus. */
  typed(): Settings | typeof FROM_FILE | undefined
  enable(on: boolean): void
}

const FROM_FILE = 'file'

/** @param changed called with new settings, once they are whole */
export function form(root: HTMLFormElement, first: Settings, changed: (settings: Settings) => void): Form {
  const recipe = root.querySelector<HTMLSelectElement>('#recipe')!
  const note = root.querySelector<HTMLElement>('#recipe-note')!
  const inputs = Object.fromEntries(
    numberNames.map((name) => [name, root.querySelector<HTMLInputElement>(`#${name}`)!]),
  ) as Record<NumberName, HTMLInputElement>
  let settings = first
  let on = true

  for (const [name, { title }] of Object.entries(recipeTexts)) recipe.add(new Option(title, name))
  const fromFile = new Option('As in the file', FROM_FILE)
  fromFile.hidden = true
  fromFile.disabled = true
  recipe.add(fromFile)

  const mark = (name: NumberName, wrong: string) => {
    if (wrong) inputs[name].setAttribute('aria-invalid', 'true')
    else inputs[name].removeAttribute('aria-invalid')
    root.querySelector(`#${name}-wrong`)!.textContent = wrong
  }
  const fill = () => {
    recipe.value = settings.recipe
    note.textContent = recipeTexts[settings.recipe].note
    for (const name of numberNames) {
      inputs[name].value = String(settings[name])
      mark(name, '')
    }
    unlock()
  }
  const unlock = () => {
    for (const input of Object.values(inputs)) input.readOnly = !on || recipe.value === FROM_FILE
  }
  const take = (next: Settings) => {
    settings = next
    fill()
    changed(settings)
  }
  recipe.addEventListener('change', () => {
    if (recipe.value === FROM_FILE) return
    take({ ...defaults(recipe.value as RecipeName), seed: settings.seed })
  })
  /** The numbers as typed, where they are all numbers; those that are not are marked. */
  const typed = (): Settings | undefined => {
    let whole = true
    const next = { ...settings }
    for (const name of numberNames) {
      const value = readNumber(name, inputs[name].value)
      mark(name, typeof value === 'string' ? value : '')
      if (typeof value === 'string') whole = false
      else next[name] = value
    }
    return whole ? next : undefined
  }
  for (const name of numberNames) {
    const input = inputs[name]
    input.addEventListener('input', () => {
      // what has been marked is looked at again with each key; what has not, when it is left
      if (input.hasAttribute('aria-invalid') && typeof readNumber(name, input.value) === 'number')
        mark(name, '')
    })
    input.addEventListener('change', () => {
      if (input.readOnly) return
      const next = typed()
      if (!next) return
      if (numberNames.some((each) => next[each] !== settings[each])) take(next)
      else fill()
    })
  }
  root.addEventListener('submit', (event) => event.preventDefault())
  fill()

  return {
    get settings() {
      return settings
    },
    show(next) {
      settings = next
      fill()
    },
    showFile(config) {
      recipe.value = FROM_FILE
      note.textContent = `From the file: ${config.activation}, ${config.loss}, ${config.optimizer}. To train another network, choose a recipe.`
      for (const name of numberNames) {
        inputs[name].value = String(config[name])
        mark(name, '')
      }
      unlock()
    },
    typed() {
      if (recipe.value === FROM_FILE) return FROM_FILE
      const next = typed()
      if (!next)
        numberNames
          .map((name) => inputs[name])
          .find((input) => input.hasAttribute('aria-invalid'))!
          .focus()
      return next
    },
    enable(next) {
      on = next
      // what has the focus keeps it, read only; a list cannot be made so
      recipe.disabled = !on && document.activeElement !== recipe
      unlock()
    },
  }
}
