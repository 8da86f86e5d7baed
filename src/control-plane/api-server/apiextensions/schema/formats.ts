/** The string formats that schemas of custom resources may name. Models kube-openapi pkg/validation/strfmt and apiextensions-apiserver pkg/apiserver/validation/formats.go. */

import { familyOf } from '../../../../api/ip.ts'
import { isDns1123Label, isDns1123Subdomain } from '../../../../api/names.ts'
import type { JsonSchema } from './schema.ts'

type Check = (text: string) => boolean

const match =
  (pattern: RegExp): Check =>
  (text) =>
    pattern.test(text)

const octets = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255)
const ipv6 = (text: string): boolean => familyOf(text) === 'IPv6'

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  const most = octets(address) ? 32 : ipv6(address) ? 128 : -1
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t')
  const parts = time === undefined || !isDate(date) ? null : /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|([+-]\d{2}:\d{2}))$/.exec(time)
  return parts !== null && Number(parts[1]) <= 23 && Number(parts[2]) <= 59 && Number(parts[3]) <= 59
}

function isHostname(text: string): boolean {
  const pattern =
    /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u
  return pattern.test(text) && text.length <= 255 && text.split('.').every((label) => label.length <= 63)
}

const isUri = (text: string): boolean => text.startsWith('/') || (/^[A-Za-z][A-Za-z0-9+.-]*:.+/.test(text) && !/[\s<>"{}|\\^`]/.test(text))

/** The check digit of an ISBN, weights falling from ten or alternating one and three. */
function isbn(text: string, length: 10 | 13): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!(length === 10 ? /^\d{9}[\dX]$/ : /^\d{13}$/).test(digits)) return false
  const sum = [...digits].reduce((total, digit, i) => total + (digit === 'X' ? 10 : Number(digit)) * (length === 10 ? 10 - i : i % 2 === 0 ? 1 : 3), 0)
  return sum % (length === 10 ? 11 : 10) === 0
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, '')
  const known =
    /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11}|6[27][0-9]{14})$/
  const doubled = (digit: number): number => (digit * 2 > 9 ? digit * 2 - 9 : digit * 2)
  const sum = [...digits].reverse().reduce((total, digit, i) => total + (i % 2 === 1 ? doubled(Number(digit)) : Number(digit)), 0)
  return known.test(digits) && sum % 10 === 0
}

const goDuration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/
const wordyDuration = /\d+\s*(ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)([^a-zµ]|$)|\d+\s*(nano|micro|milli|sec|min|hour|day|week)/i

const uuid = (version: string, variant: string): Check =>
  match(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i'))
const hex = '[0-9a-f]'
const byte = '(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])'

/** By their names without dashes: `date-time` is looked up as `datetime`. */
const formats: Readonly<Record<string, Check>> = {
  bsonobjectid: match(/^[0-9a-fA-F]{24}$/),
  uri: isUri,
  email: match(/^([^<>\s@]+@[^<>\s@]+|[^<>@]*<[^<>\s@]+@[^<>\s@]+>)$/),
  hostname: isHostname,
  ipv4: octets,
  ipv6,
  cidr: isCidr,
  mac: match(/^([0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(-[0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2}|[0-9a-f]{2}([:-][0-9a-f]{2}){7})$/i),
  uuid: uuid(hex, hex),
  uuid3: uuid('3', hex),
  uuid4: uuid('4', '[89ab]'),
  uuid5: uuid('5', '[89ab]'),
  isbn: (text) => isbn(text, 10) || isbn(text, 13),
  isbn10: (text) => isbn(text, 10),
  isbn13: (text) => isbn(text, 13),
  creditcard: isCreditCard,
  ssn: match(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: match(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: match(new RegExp(`^rgb\\(\\s*${byte}\\s*,\\s*${byte}\\s*,\\s*${byte}\\s*\\)$`)),
  byte: match(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  password: () => true,
  date: isDate,
  duration: (text) => goDuration.test(text) || wordyDuration.test(text),
  datetime: isDateTime,
  k8sshortname: (text) => isDns1123Label(text).length === 0,
  k8slongname: (text) => isDns1123Subdomain(text).length === 0,
}

const checkOf = (format: string): Check | undefined => {
  const name = format.replaceAll('-', '')
  return Object.hasOwn(formats, name) ? formats[name] : undefined
}

const numeric: Readonly<Record<string, readonly string[]>> = { integer: ['int32', 'int64'], number: ['float', 'double'] }

/** Whether a schema's format means something for its type; others are ignored, with a warning. */
export function isKnownFormat({ type = '', format = '' }: JsonSchema): boolean {
  if (type === '' || type === 'string') return checkOf(format) !== undefined
  return numeric[type]?.includes(format) ?? false
}

/** Whether the text is of the format; true for formats of numbers. */
export const matchesFormat = (format: string, text: string): boolean => checkOf(format)?.(text) ?? true
