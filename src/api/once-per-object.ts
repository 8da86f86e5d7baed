/**
 * What is made of an object once and kept as long as it lives. For objects that never change, as those in the store: whoever
 * asks again gets the same thing.
 */
export function oncePerObject<O extends object, T extends {}>(make: (object: O) => T): (object: O) => T {
  const made = new WeakMap<O, T>()
  return (object) => {
    let value = made.get(object)
    if (value === undefined) made.set(object, (value = make(object)))
    return value
  }
}
