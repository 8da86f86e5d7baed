/** Lines whose output may differ from the real kubectl's, each with its reason. This list only shrinks. */
export const accepted = []
