// the digits come with the request: an edge host has no files
import { attempt } from './attempt.js'

export default {
  async fetch(request) {
    const form = await request.formData()
    try {
      return Response.json(await attempt(async (name) => form.get(name).arrayBuffer()))
    } catch (error) {
      return Response.json({ failed: String(error.stack) })
    }
  },
}
