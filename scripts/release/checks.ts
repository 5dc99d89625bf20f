/** What must hold before a release, as functions of what was read: each gives what is wrong, in sentences. */

/** Filled in by the maintainer, once: `scripts/release/identity.json`. */
export interface Identity {
  /** `https://github.com/OWNER/NAME`. */
  readonly repository: string
}

/** The fields of package.json that follow from it. */
export const fieldsOf = ({ repository }: Identity) => ({
  repository: { type: 'git', url: `git+${repository}.git` },
  homepage: `${repository}#readme`,
  bugs: { url: `${repository}/issues` },
})

export function identityProblems({ repository }: Identity): string[] {
  return /^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+$/.test(repository) && !repository.endsWith('.git')
    ? []
    : [
        `scripts/release/identity.json: repository is ${JSON.stringify(repository)}, expected https://github.com/OWNER/NAME`,
      ]
}

export function versionProblems(version: string, inSource: string, changelog: string): string[] {
  const problems: string[] = []
  if (inSource !== version)
    problems.push(`src/model/version.ts has ${inSource}, package.json has ${version}: expected the same`)
  const heading = `## [${version}] - `
  const found = changelog.split('\n').find((line) => line.startsWith('## ['))
  if (!found?.startsWith(heading) || !/ - \d{4}-\d\d-\d\d$/.test(found))
    problems.push(
      `CHANGELOG.md begins with ${JSON.stringify(found ?? '')}, expected ${JSON.stringify(`${heading}YYYY-MM-DD`)}`,
    )
  return problems
}

/** @param changed whether tests/expected.ts differs from that of the last release */
export function bitsProblems(changed: boolean, version: string, changelog: string): string[] {
  const [, section = ''] = changelog.split(/^## \[/m)
  if (!changed) return []
  const problems: string[] = []
  if (!/^### Bits/m.test(section))
    problems.push('tests/expected.ts has changed since the last release: CHANGELOG.md needs a section Bits')
  if (/\.[1-9]\d*$/.test(version))
    problems.push(
      `tests/expected.ts has changed since the last release: ${version} is a patch, expected a minor version`,
    )
  return problems
}
