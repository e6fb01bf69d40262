/** Grows when a field changes its meaning or goes. New fields may come without it. */
export const documentVersion = 1
