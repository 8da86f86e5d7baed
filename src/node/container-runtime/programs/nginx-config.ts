/** Reads nginx' configuration: directives, blocks, includes; and what ktutor's nginx understands of it. */
import type { Filesystem } from '../filesystem.ts'
import { absolute, baseName, parentOf } from '../path.ts'
import type { Process } from '../process.ts'
import { matches } from '../shell/pattern.ts'

export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly block?: readonly Directive[]
  readonly file: string
  readonly line: number
}

/** With the text after `[emerg] `. */
export class ConfigError extends Error {}

const known = new Set(
  'user worker_processes error_log pid events worker_connections http include default_type log_format access_log sendfile tcp_nopush tcp_nodelay keepalive_timeout gzip gzip_types gzip_min_length server listen server_name location root index return proxy_pass proxy_set_header proxy_http_version proxy_read_timeout proxy_connect_timeout proxy_redirect proxy_buffering try_files error_page add_header expires alias autoindex rewrite set if upstream stub_status client_max_body_size server_tokens deny allow types charset resolver map internal auth_basic auth_basic_user_file ssl_certificate ssl_certificate_key ssl_protocols ssl_ciphers keepalive weight least_conn ip_hash stream daemon large_client_header_buffers client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path multi_accept use worker_rlimit_nofile limit_req limit_req_zone limit_conn etag empty_gif'.split(
    ' ',
  ),
)

/** What was read last, and of what. Containers of one image mostly have the same files, and need not read them anew. */
const recent: { readonly path: string; readonly text: string; readonly sources: Sources; readonly directives: readonly Directive[] }[] = []
const mostRecent = 8

/** @throws ConfigError */
export function readConfig(process: Process, path: string): readonly Directive[] {
  if (!process.files.find(path)) throw new ConfigError(`open() "${path}" failed (2: No such file or directory)`)
  const text = process.files.read(path, process)
  const known = recent.find((each) => each.path === path && each.text === text && each.sources.areIn(process))
  if (known) return known.directives
  const sources = new Sources(process.files)
  const directives = parse(sources, text, path)
  sources.close()
  recent.unshift({ path, text, sources, directives })
  recent.splice(mostRecent)
  return directives
}

/** The files that a configuration includes, as they were. */
class Sources {
  readonly #texts = new Map<string, string>()
  readonly #names = new Map<string, readonly string[]>()

  constructor(private files: Filesystem | undefined) {}

  /** The text of a file; undefined if there is none. */
  read(path: string): string | undefined {
    const text = textOf(this.files as Filesystem, path)
    if (text !== undefined) this.#texts.set(path, text)
    return text
  }

  /** The files of a folder that match a pattern. */
  list(folder: string, pattern: string): readonly string[] {
    const names = filesIn(this.files as Filesystem, folder, pattern)
    this.#names.set(`${folder}/${pattern}`, names)
    return names
  }

  /** All has been read: the container need not be kept for it. */
  close(): void {
    this.files = undefined
  }

  /** Whether another container has all of them, and no others, with the same texts. */
  areIn({ files }: Process): boolean {
    for (const [path, text] of this.#texts) if (textOf(files, path) !== text) return false
    for (const [path, names] of this.#names) if (filesIn(files, parentOf(path), baseName(path)).join('/') !== names.join('/')) return false
    return true
  }
}

const textOf = (files: Filesystem, path: string): string | undefined => (files.find(path) ? files.read(path) : undefined)

function filesIn(files: Filesystem, folder: string, pattern: string): string[] {
  if (files.find(folder)?.kind !== 'folder') return []
  return files.list(folder).filter((name) => matches(name, pattern) && files.find(`${folder}/${name}`)?.kind === 'file')
}

function parse(sources: Sources, text: string, file: string): Directive[] {
  const tokens = tokenize(text, file)
  let at = 0
  const block = (inner: boolean): Directive[] => {
    const all: Directive[] = []
    let words: string[] = []
    for (; at < tokens.length; at++) {
      const { text: token, line, quoted } = tokens[at] as Token
      if (quoted || !/^[;{}]$/.test(token)) {
        words.push(token)
        continue
      }
      const [name = '', ...args] = words
      if (token === '}') {
        if (words.length > 0) throw new ConfigError(`unexpected "}" in ${file}:${line}`)
        if (!inner) throw new ConfigError(`unexpected "}" in ${file}:${line}`)
        return all
      }
      if (name === '') throw new ConfigError(`unexpected "${token}" in ${file}:${line}`)
      words = []
      if (token === '{') {
        at++
        const content = block(true)
        if (!known.has(name) && name !== 'types' && name !== 'map') throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`)
        all.push({ name, args, block: content, file, line })
      } else if (name === 'include') all.push(...included(sources, args[0] ?? '', file, line))
      else all.push({ name, args, file, line })
    }
    const line = text.split('\n').length
    if (inner) throw new ConfigError(`unexpected end of file, expecting "}" in ${file}:${line}`)
    if (words.length > 0) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${line}`)
    return all
  }
  const all = block(false)
  check(all, false)
  return all
}

function check(directives: readonly Directive[], free: boolean): void {
  for (const { name, block, file, line } of directives) {
    if (!free && !known.has(name)) throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`)
    if (block) check(block, name === 'types' || name === 'map' || name === 'upstream')
  }
}

function included(sources: Sources, pattern: string, file: string, line: number): Directive[] {
  const path = absolute(pattern, '/etc/nginx')
  if (!/[*?[]/.test(path)) {
    const text = sources.read(path)
    if (text === undefined) throw new ConfigError(`open() "${path}" failed (2: No such file or directory) in ${file}:${line}`)
    return parse(sources, text, path)
  }
  const folder = parentOf(path)
  return sources.list(folder, baseName(path)).flatMap((name) => parse(sources, sources.read(`${folder}/${name}`) ?? '', `${folder}/${name}`))
}

interface Token {
  readonly text: string
  readonly line: number
  readonly quoted: boolean
}

function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  for (let i = 0; i < text.length; ) {
    const char = text[i] as string
    if (char === '\n') line++
    if (/\s/.test(char)) i++
    else if (char === '#') while (i < text.length && text[i] !== '\n') i++
    else if (char === '"' || char === "'") {
      const start = line
      let value = ''
      for (i++; text[i] !== char; i++) {
        if (i >= text.length) throw new ConfigError(`unexpected end of file, expecting "${char === '"' ? '\\"' : char}" in ${file}:${start}`)
        if (text[i] === '\\' && (text[i + 1] === char || text[i + 1] === '\\')) i++
        else if (text[i] === '\\' && text[i + 1] === 'n') {
          value += '\n'
          i++
          continue
        }
        if (text[i] === '\n') line++
        value += text[i]
      }
      i++
      tokens.push({ text: value, line: start, quoted: true })
    } else if (/[;{}]/.test(char)) {
      tokens.push({ text: char, line, quoted: false })
      i++
    } else {
      let value = ''
      while (i < text.length && !/[\s;]/.test(text[i] as string) && !(text[i] === '{' && !value.endsWith('$')) && !(text[i] === '}' && !value.includes('${')))
        value += text[i++]
      tokens.push({ text: value, line, quoted: false })
    }
  }
  return tokens
}

export const find = (directives: readonly Directive[] | undefined, name: string): Directive | undefined =>
  directives?.find((directive) => directive.name === name)
export const all = (directives: readonly Directive[] | undefined, name: string): readonly Directive[] =>
  directives?.filter((directive) => directive.name === name) ?? []
