/** Zip archives for tests, with any of their fields wrong. */
import { deflateRawSync } from 'node:zlib'
import { crc32 } from '../../src/formats/crc32.js'

export interface ZipRecord {
  readonly name: string
  readonly content: Uint8Array
  readonly deflated?: boolean
  /** What the directory says instead of the truth. */
  readonly claims?: {
    readonly size?: number
    readonly packed?: number
    readonly crc?: number
    readonly at?: number
    readonly method?: number
    readonly flags?: number
  }
}

export function zip(records: readonly ZipRecord[]): Uint8Array {
  const body: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, deflated = false, claims = {} } of records) {
    const packed = deflated ? deflateRawSync(content) : content
    const label = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(label.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(claims.flags ?? 0, 8)
    entry.writeUInt16LE(claims.method ?? (deflated ? 8 : 0), 10)
    entry.writeUInt32LE(claims.crc ?? crc32(content), 16)
    entry.writeUInt32LE(claims.packed ?? packed.length, 20)
    entry.writeUInt32LE(claims.size ?? content.length, 24)
    entry.writeUInt16LE(label.length, 28)
    entry.writeUInt32LE(claims.at ?? at, 42)
    body.push(local, label, Buffer.from(packed))
    directory.push(entry, label)
    at += 30 + label.length + packed.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(records.length, 8)
  end.writeUInt16LE(records.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...body, listing, end]))
}
