/**
 * What other sites show beside a link needs the page's full address, which only who publishes it knows: SITE_URL. Without it the picture's address
 * is relative, which some of them understand.
 */
import type { Plugin } from 'vite'

export function address(url: string | undefined): Plugin {
  const site = url && new URL(url).href.replace(/\/?$/, '/')
  return {
    name: 'address',
    apply: 'build',
    transformIndexHtml: (html) =>
      site
        ? {
            html: html.replace('content="./preview.png"', `content="${site}preview.png"`),
            tags: [
              { tag: 'meta', attrs: { property: 'og:url', content: site }, injectTo: 'head' },
              { tag: 'link', attrs: { rel: 'canonical', href: site }, injectTo: 'head' },
            ],
          }
        : html,
  }
}
