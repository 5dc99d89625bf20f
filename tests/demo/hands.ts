/** A finger and a pen for the browser tests: real ones where the browser's protocol has them, else the events that they make. */
import type { Page } from 'puppeteer-core'
import type { BrowserName } from '../../scripts/browser/browsers.js'
import type { Hand, Stroke } from '../../scripts/browser/demo.js'

const finger: Hand = async ({ touchscreen }, [first, ...rest]) => {
  await touchscreen.touchStart(...first!)
  for (const point of rest) await touchscreen.touchMove(...point)
  await touchscreen.touchEnd()
}

/** Chromium's mouse that says it is a pen. */
const pen: Hand = async (page, points) => {
  const session = await page.createCDPSession()
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: readonly [number, number]) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount: 1,
      pointerType: 'pen',
    })
  await send('mousePressed', points[0]!)
  for (const point of points.slice(1)) await send('mouseMoved', point)
  await send('mouseReleased', points.at(-1)!)
  await session.detach()
}

/** The events of a pointer, made by the page: it cannot be captured, which is pretended. */
const events =
  (pointerType: string): Hand =>
  async (page: Page, points: Stroke) => {
    await page.evaluate(`{
      const pad = document.getElementById('pad')
      pad.setPointerCapture = () => {}
      pad.hasPointerCapture = () => true
      const send = (type, [clientX, clientY]) => pad.dispatchEvent(
        new PointerEvent(type, { clientX, clientY, pointerId: 7, pointerType: '${pointerType}', button: type === 'pointermove' ? -1 : 0, buttons: 1, bubbles: true }),
      )
      const points = ${JSON.stringify(points)}
      send('pointerdown', points[0])
      for (const point of points.slice(1)) send('pointermove', point)
      send('pointerup', points.at(-1))
      delete pad.setPointerCapture
      delete pad.hasPointerCapture
    }`)
  }

export const hands: Readonly<Record<BrowserName, Readonly<Record<'finger' | 'pen', Hand>>>> = {
  chromium: { finger, pen },
  firefox: { finger: events('touch'), pen: events('pen') },
}
