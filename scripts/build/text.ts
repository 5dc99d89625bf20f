/** Modules as text, see src/wasm/text.ts. */
import { FIRST, type ModuleText, SINGLE } from '../../src/wasm/text.js'

const CHARACTERS = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (character) => !"$'\\`".includes(character),
)

/** `weights` are bytes somewhere inside the module that base64 suits better. */
export function encodeText(module: Uint8Array, weights: Uint8Array): ModuleText {
  const at = Buffer.from(module).indexOf(weights)
  if (at < 0) throw new Error('the weights are not in the module')
  let code = ''
  for (let i = 0; i < module.length; i++) {
    if (i === at) i += weights.length
    const value = (module[i]! - FIRST) & 255
    const lead = Math.floor(value / SINGLE)
    code += (lead > 0 ? CHARACTERS[lead - 1]! : '') + CHARACTERS[2 + (value % SINGLE)]!
  }
  return { code, weights: Buffer.from(weights).toString('base64'), at }
}
