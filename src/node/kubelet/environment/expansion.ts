/** `$(NAME)` in commands, arguments and values. Models third_party/forked/golang/expansion: `$$` is a dollar, what is unknown stays as it is. */
export function expand(text: string, value: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, rest: string, name: string) => (rest === '$' ? '$' : (value(name) ?? whole)))
}
