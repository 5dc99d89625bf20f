/** The settings as a form. */
import type { RecipeName } from 'lenet1989'
import { defaults, type NumberName, numberNames, readNumber, recipeTexts, type Settings } from './settings.js'

export interface Form {
  readonly settings: Settings
  /** Shows these settings; `undefined` for a network from a file that none of them make. */
  show(settings: Settings | undefined): void
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

  for (const [name, { title }] of Object.entries(recipeTexts)) recipe.add(new Option(title, name))
  const fromFile = new Option('As in the file', FROM_FILE)
  fromFile.hidden = true
  fromFile.disabled = true
  recipe.add(fromFile)

  const fill = () => {
    recipe.value = settings.recipe
    note.textContent = recipeTexts[settings.recipe].note
    for (const name of numberNames) {
      inputs[name].value = String(settings[name])
      inputs[name].setCustomValidity('')
    }
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
  for (const name of numberNames) {
    const input = inputs[name]
    input.addEventListener('input', () => input.setCustomValidity(''))
    input.addEventListener('change', () => {
      const value = readNumber(name, input.value)
      if (typeof value === 'string') {
        input.setCustomValidity(value)
        input.reportValidity()
      } else if (value !== settings[name] || recipe.value === FROM_FILE) {
        take({ ...settings, [name]: value })
      } else fill()
    })
  }
  root.addEventListener('submit', (event) => event.preventDefault())
  fill()

  return {
    get settings() {
      return settings
    },
    show(next) {
      if (next) {
        settings = next
        fill()
        return
      }
      recipe.value = FROM_FILE
      note.textContent = 'Weights trained with other settings than these.'
    },
    enable(on) {
      for (const control of [recipe, ...Object.values(inputs)]) control.disabled = !on
    },
  }
}
