/** A browser may say that its language is `C`, which `Intl` refuses, and with it whatever asks for the language as it loads, as uPlot does. */
export function speakLanguage(): void {
  try {
    new Intl.NumberFormat(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
  }
}
