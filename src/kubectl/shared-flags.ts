/** Sets of flags that several commands share, to be spread into their tables. */
import { bool, type FlagTable, int64, string, stringSlice } from './flags.ts'

/** `-f`, `-k`, `-R`. `purpose` ends the sentence "Files, folders or addresses …". */
export const filenameFlags = (purpose: string) =>
  ({
    filename: stringSlice([], `Manifest file, folder or address ${purpose}; - reads standard input. May be repeated.`, {
      shorthand: 'f',
      example: 'kubectl apply -f deployment.yaml',
    }),
    kustomize: string('', 'Folder with a kustomization to build and use. Not together with -f or -R.', {
      shorthand: 'k',
      example: 'kubectl apply -k overlays/staging',
    }),
    recursive: bool(false, 'Also read the folders inside the folder given with -f.', { shorthand: 'R', example: 'kubectl apply -R -f manifests' }),
  }) satisfies FlagTable

export const selectorFlag = {
  selector: string('', "Only objects whose labels match: '=', '==', '!=', 'in', 'notin', joined by commas (-l key1=value1,key2=value2,key3 in (value3)).", {
    shorthand: 'l',
    example: 'kubectl get pods -l app=web,tier!=test',
  }),
} satisfies FlagTable

export const fieldSelectorFlag = {
  'field-selector': string(
    '',
    "Only objects whose fields match: '=', '==', '!=', joined by commas (--field-selector key1=value1,key2=value2). The server knows few fields of each type.",
    { example: 'kubectl get pods -A --field-selector status.phase!=Running' },
  ),
} satisfies FlagTable

export const allFlag = (meaning: string) => ({ all: bool(false, meaning) }) satisfies FlagTable

export const allNamespacesFlag = {
  'all-namespaces': bool(false, 'Look in every namespace; --namespace and the namespace of the context do not count then.', {
    shorthand: 'A',
    example: 'kubectl get pods -A',
  }),
} satisfies FlagTable

const templateFormats = ['go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file']

/** The output formats of most commands that print objects, in the order of the real help. */
export const objectFormats: readonly string[] = ['json', 'yaml', 'kyaml', 'name', ...templateFormats]

/** `-o` with just these formats. */
export const outputFlag = (formats: readonly string[], value = '') => ({
  output: string(value, `Form of the output. One of: (${formats.join(', ')}).`, { shorthand: 'o', example: 'kubectl get pod web -o yaml' }),
})

/** `-o` and what goes with it, for commands that print the objects they have changed. */
export const outputFlags = {
  ...outputFlag(objectFormats),
  template: string('', 'Go template, or with -o=go-template-file the file that holds it. [http://golang.org/pkg/text/template/#pkg-overview]', {
    example: `kubectl get pods -o go-template --template='{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}'`,
  }),
  'allow-missing-template-keys': bool(
    true,
    'Print nothing for a field that a template asks for and the object does not have, rather than fail. For Go templates and JSONPath.',
  ),
  'show-managed-fields': bool(false, 'Keep metadata.managedFields when printing JSON or YAML.', {
    example: 'kubectl get pod web -o yaml --show-managed-fields',
  }),
} satisfies FlagTable

/** What the flags of `outputFlags` mean to printerFor(). */
export const printOptions = (flags: {
  readonly template?: string
  readonly 'allow-missing-template-keys'?: boolean
  readonly 'show-managed-fields'?: boolean
}) => ({
  template: flags.template ?? '',
  allowMissingKeys: flags['allow-missing-template-keys'] ?? true,
  showManagedFields: flags['show-managed-fields'] ?? false,
})

export const dryRunFlag = {
  'dry-run': string(
    'none',
    'Must be "none", "server", or "client". client only prints what would be sent; server lets the server do everything but store it.',
    { bare: 'unchanged', example: 'kubectl create deployment web --image=nginx --dry-run=client -o yaml' },
  ),
} satisfies FlagTable

export const fieldManagerFlag = (manager: string) =>
  ({ 'field-manager': string(manager, 'Name under which the server notes who set which field.') }) satisfies FlagTable

export const validateFlag = {
  validate: string(
    'strict',
    'Must be one of: strict (or true), warn, ignore (or false). What to do about unknown or repeated fields: refuse, warn, or drop them silently.',
    { bare: 'strict', example: 'kubectl apply --validate=warn -f pod.yaml' },
  ),
} satisfies FlagTable

export const saveConfigFlag = {
  'save-config': bool(false, 'Also write the configuration into the annotation that kubectl apply compares with, for later use of apply.'),
} satisfies FlagTable

export const subresourceFlag = (meaning: string) => ({ subresource: string('', meaning) }) satisfies FlagTable

export const chunkSizeFlag = {
  'chunk-size': int64(500, 'Fetch long lists in parts of this many objects. 0 fetches them whole.'),
} satisfies FlagTable

export const noHeadersFlag = {
  'no-headers': bool(false, 'Print no line of column names above a table.', { example: 'kubectl get pods --no-headers | wc -l' }),
} satisfies FlagTable

export const labelColumnsFlag = {
  'label-columns': stringSlice([], 'Labels to show as columns of their own, between commas; may be repeated. Upper and lower case count.', {
    shorthand: 'L',
    example: 'kubectl get pods -L app',
  }),
} satisfies FlagTable

export const showLabelsFlag = {
  'show-labels': bool(false, 'Show all labels in a last column.', { example: 'kubectl get pods --show-labels' }),
} satisfies FlagTable
