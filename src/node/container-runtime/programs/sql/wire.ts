/**
 * How the clients of the simulated databases speak with their servers: a line of JSON each way. The real protocols are
 * binary, which the simulated network does not carry; so a real psql does not get through port-forward.
 */
import type { Connection, Listener, Refusal } from '../../../network/network.ts'
import type { Process, Wait } from '../../process.ts'
import { nap } from '../../sleep.ts'
import type { Database, Session } from './database.ts'
import { SqlError } from './error.ts'
import type { Field } from './evaluate.ts'
import { split } from './lexer.ts'
import type { Failure, Result, SqlServer } from './server.ts'
import type { Value } from './syntax.ts'

export interface Question {
  /** A name for the connection, so that the server knows its transaction. */
  readonly session: string
  readonly user: string
  readonly password?: string
  readonly database?: string
  /** Nothing to run means: may I come in? */
  readonly text?: string
  /** Several statements as one, all or nothing. */
  readonly together?: boolean
  readonly close?: boolean
}

export interface Reply {
  readonly results: readonly {
    readonly fields?: readonly Field[]
    readonly rows?: readonly (readonly Value[])[]
    readonly tag: string
    readonly count: number
    readonly notice?: string
  }[]
  /** Where the statement that failed begins in the text. */
  readonly failure?: Failure & { readonly from: number; readonly fatal?: boolean }
  readonly seconds: number
  readonly database: string
  readonly version: string
}

/** Says whether somebody may come in, and to which database. */
export type Door = (question: Question, from: string) => { readonly database: Database | undefined } | Failure

export function sqlListener(
  program: string,
  server: SqlServer,
  door: Door,
  asked: (question: Question, failure: Failure | undefined, text: string) => void,
): Listener {
  return {
    program,
    text(input, peer) {
      const end = input.lastIndexOf('\n')
      if (end < 0) return { output: '', taken: 0 }
      const question = readQuestion(input.slice(0, end))
      if (!question) return { output: '', taken: input.length, close: true }
      return { output: `${JSON.stringify(answer(server, door, question, peer.ip, asked))}\n`, taken: input.length }
    },
  }
}

function readQuestion(text: string): Question | undefined {
  try {
    const question = JSON.parse(text) as Question
    return typeof question.session === 'string' ? question : undefined
  } catch {
    return undefined
  }
}

function answer(server: SqlServer, door: Door, question: Question, from: string, asked: Parameters<typeof sqlListener>[3]): Reply {
  const { version } = server.dialect
  const entry = door(question, from)
  if (!('database' in entry)) {
    asked(question, entry, '')
    return { results: [], failure: { ...entry, from: 0, fatal: true }, seconds: 0, database: '', version }
  }
  if (question.close) {
    server.close(question.session)
    return { results: [], seconds: 0, database: '', version }
  }
  const session = server.session(question.session, question.user, from, entry.database)
  server.seconds = 0
  const { results, failure } = runAll(server, session, question, asked)
  const shown = results.map(({ relation, ...rest }) => ({ ...rest, ...(relation ? { fields: relation.fields, rows: relation.rows } : {}) }))
  return { results: shown, ...(failure ? { failure } : {}), seconds: server.seconds, database: session.database?.name ?? '', version }
}

function runAll(
  server: SqlServer,
  session: Session,
  question: Question,
  asked: Parameters<typeof sqlListener>[3],
): { results: Result[]; failure?: Reply['failure'] & object } {
  const results: Result[] = []
  const statements = split(question.text ?? '', server.dialect.quotes)
  const implicit =
    question.together === true &&
    statements.length > 1 &&
    !session.transaction &&
    !/\b(begin|start|commit|rollback|create\s+database)\b/i.test(question.text ?? '')
  if (implicit) server.run(session, 'begin')
  for (const { text, at } of statements) {
    try {
      results.push(server.run(session, text))
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      const failure = server.dialect.explain(error.problem, session)
      asked(question, failure, text.trim())
      if (implicit) server.run(session, 'rollback')
      return { results, failure: { ...failure, from: at } }
    }
  }
  if (implicit) server.run(session, 'commit')
  return { results }
}

/** A client's end: connects, and asks in turn. */
export class Client {
  readonly #session: string

  private constructor(
    private readonly process: Process,
    private readonly connection: Connection,
    private readonly who: { readonly user: string; readonly password?: string; readonly database?: string },
  ) {
    this.#session = process.environment.random.hex(12)
  }

  static *connect(
    process: Process,
    host: string,
    port: number,
    who: { user: string; password?: string; database?: string },
  ): Generator<Wait, Client | Refusal, void> {
    const { network, source } = process.environment
    const connection = network.connect(source, host, port)
    yield* nap(process, connection.seconds * 1000)
    return connection.ok ? new Client(process, connection, who) : connection
  }

  get address(): string {
    return this.connection.address
  }

  /** Undefined if nobody answers who speaks this protocol. */
  *ask(text: string | undefined, together = false): Generator<Wait, Reply | undefined, void> {
    const question: Question = { session: this.#session, ...this.who, together, ...(text === undefined ? {} : { text }) }
    if (text !== undefined && !/^\s*(select|show|describe|desc|values|use)\b/i.test(text)) this.process.changes()
    const { output } = this.process.environment.network.exchange(this.connection, `${JSON.stringify(question)}\n`)
    if (output === '') return undefined
    const reply = JSON.parse(output) as Reply
    if (reply.seconds > 0) yield* nap(this.process, reply.seconds * 1000)
    return reply
  }

  close(): void {
    this.process.environment.network.exchange(this.connection, `${JSON.stringify({ session: this.#session, ...this.who, close: true })}\n`)
  }
}

/** One question without waiting, for programs that answer a request meanwhile: the reply, or why there is none. */
export function askAtOnce(process: Process, host: string, port: number, question: Omit<Question, 'session'>): Reply | Refusal | 'no-answer' {
  const { network, source } = process.environment
  const connection = network.connect(source, host, port)
  if (!connection.ok) return connection
  const session = process.environment.random.hex(12)
  const { output } = network.exchange(connection, `${JSON.stringify({ ...question, session })}\n`)
  network.exchange(connection, `${JSON.stringify({ ...question, session, close: true })}\n`)
  return output === '' ? 'no-answer' : (JSON.parse(output) as Reply)
}
