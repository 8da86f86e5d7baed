import { describe, expect, test } from '@jest/globals'
import { complaint, run } from './run.ts'

// Every text here was compared with the real kubectl 1.36.3.

describe('a wrong command', () => {
  test('is named, with what may have been meant', async () => {
    expect(await complaint('versoin')).toBe('error: unknown command "versoin" for "kubectl"\n\nDid you mean this?\n\tversion\n? 1')
  })

  test('that other programs call so leads to the real one', async () => {
    expect(await complaint('list')).toBe('error: unknown command "list" for "kubectl"\n\nDid you mean this?\n\tget\n? 1')
  })

  test('that resembles nothing stands alone', async () => {
    expect(await complaint('xyzzyx')).toBe('error: unknown command "xyzzyx" for "kubectl"\n? 1')
  })

  test('after flags might have been a plugin', async () => {
    expect(await complaint('-n x xyzzyx')).toBe('Error: flags cannot be placed before plugin name: -n\n? 1')
  })

  test('below config is refused by config', async () => {
    expect(await complaint('config xyzzyx')).toBe('error: unknown command "xyzzyx"\nSee \'kubectl config -h\' for help and examples\n? 1')
  })
})

describe('a wrong flag', () => {
  const wrong: Record<string, string> = {
    'get --x': 'unknown flag: --x',
    'get -x': "unknown shorthand flag: 'x' in -x",
    'get -Az': "unknown shorthand flag: 'z' in -z",
    'get -zA': "unknown shorthand flag: 'z' in -zA",
    'get -é': "unknown shorthand flag: 'Ã' in -é",
    'get -=x': "unknown shorthand flag: '=' in -=x",
    'get ---x': 'bad flag syntax: ---x',
    'get --=': 'bad flag syntax: --=',
    'get -o': "flag needs an argument: 'o' in -o",
    'get --output': 'flag needs an argument: --output',
    'get --chunk-size=abc': 'invalid argument "abc" for "--chunk-size" flag: strconv.ParseInt: parsing "abc": invalid syntax',
    'get --chunk-size=99999999999999999999':
      'invalid argument "99999999999999999999" for "--chunk-size" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range',
    'get -A=foo': 'invalid argument "foo" for "-A, --all-namespaces" flag: strconv.ParseBool: parsing "foo": invalid syntax',
    'get --watch=': 'invalid argument "" for "-w, --watch" flag: strconv.ParseBool: parsing "": invalid syntax',
    'get -L a"b': 'invalid argument "a\\"b" for "-L, --label-columns" flag: parse error on line 1, column 2: bare " in non-quoted-field',
    'get --log-flush-frequency=x': 'invalid argument "x" for "--log-flush-frequency" flag: parse error',
    'get --vmodule=x': 'invalid argument "x" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N',
    'get -v x': 'invalid argument "x" for "-v, --v" flag: strconv.ParseInt: parsing "x": invalid syntax',
  }
  for (const [line, message] of Object.entries(wrong))
    test(line, async () => {
      expect(await complaint(line)).toBe(`error: ${message}\nSee 'kubectl get --help' for usage.\n? 1`)
    })

  test('before the command belongs to kubectl itself, and takes the next word with it', async () => {
    expect(await complaint('--foo get')).toBe("error: unknown flag: --foo\nSee 'kubectl --help' for usage.\n? 1")
  })

  test('of a command may stand before it', async () => {
    expect(await complaint('-o json get a b/c')).toMatch(/^error: there is no need to specify a resource type/)
  })

  test('of options is better left out', async () => {
    expect(await complaint('options --foo')).toBe("error: unknown flag: --foo\nRun 'kubectl options' without flags.\n? 1")
  })

  test('of profiling is checked', async () => {
    expect(await complaint('get pods --profile=x')).toBe("error: unknown profile 'x'\n? 1")
  })
})

describe('help', () => {
  test('of a command has the structure of the real one', async () => {
    const { stdout, exitCode } = await run('config use-context --help')
    expect(`${stdout}? ${exitCode}`).toBe(`Switch to another context.

 From then on every command goes to the cluster of that context, as its user and in its namespace.

Aliases:
use-context, use

Examples:
  # Use the context of the minikube cluster
  kubectl config use-context minikube

Usage:
  kubectl config use-context CONTEXT_NAME [options]

Use "kubectl options" for a list of global command-line options (applies to all commands).
? 0`)
  })

  test('lists flags by name, with defaults', async () => {
    const { stdout } = await run('config set-context --help')
    const flags = stdout.split('\n').filter((line) => line.startsWith('    -'))
    expect(flags).toEqual(["    --cluster='':", '    --current=false:', "    -n, --namespace='':", "    --user='':"])
  })

  test('comes by help, -h and --help alike', async () => {
    const [asked, short, long] = await Promise.all(['help get', 'get -h', 'get --help'].map((line) => run(line)))
    expect(short).toEqual(asked)
    expect(long).toEqual(asked)
  })

  test('of an unknown topic goes to standard error and shows what there is', async () => {
    const { stderr, exitCode } = await run('help xyzzyx')
    expect(stderr).toMatch(/^Unknown help topic \[`xyzzyx`\]\n\n\nBasic Commands \(Beginner\):\n/)
    expect(exitCode).toBe(0)
  })

  test('of a word that only leads to others is a failure without them', async () => {
    const { stdout, stderr, exitCode } = await run('config')
    expect([stdout, exitCode]).toEqual(['', 1])
    expect(stderr).toContain('\nAvailable Commands:\n  current-context   Show the context that is in use\n  delete-cluster    ')
  })

  test('is folded on a terminal', async () => {
    const { stdout } = await run('get --help', { columns: 90 })
    const options = stdout.split('\n').filter((line) => line.startsWith('\t'))
    expect(Math.max(...options.map((line) => line.length))).toBeLessThanOrEqual(71)
  })

  test('of every command says something in every part', async () => {
    const { root } = await import('../../src/kubectl/kubectl.ts')
    const all = (commands: readonly any[]): any[] => commands.flatMap((command) => [command, ...all(command.subcommands ?? [])])
    for (const command of all(root.subcommands ?? [])) {
      expect([command.name, command.usage.startsWith(command.name)]).toEqual([command.name, true])
      expect([command.name, command.summary.length > 10]).toEqual([command.name, true])
      for (const [name, flag] of Object.entries<any>(command.flags)) expect([command.name, name, flag.meaning.length > 5]).toEqual([command.name, name, true])
    }
  })
})

test('the 29 global flags', async () => {
  const { stdout } = await run('options')
  expect(stdout.split('\n').filter((line) => line.startsWith('    -'))).toHaveLength(29)
})
