/** A tag or a reason as documents write it: as the engine does, from a small letter on. */
export const uncapitalized = <Tag extends string>(tag: Tag): Uncapitalize<Tag> =>
  (tag.slice(0, 1).toLowerCase() + tag.slice(1)) as Uncapitalize<Tag>
