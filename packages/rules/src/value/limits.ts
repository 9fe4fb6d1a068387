/**
 * What evaluation takes on. Statements and payloads come from others: none may exhaust the stack or fill memory. AWS IoT itself
 * takes messages of 128 KiB.
 */

/** Units: UTF-16 code units of one text; a device may supply both a text and what it is replaced by. */
export const MAX_TEXT_LENGTH = 2 ** 26;

/** Units: UTF-16 code units of a numeric string; a longer one is no number of 34 digits that anyone meant. */
export const MAX_NUMERIC_LENGTH = 1100;

/** Units: items of one array. A statement may join a list to itself over and over. */
export const MAX_ITEMS = 2 ** 20;

/** Arrays and objects inside each other; deeper JSON is taken for no JSON at all. */
export const MAX_DEPTH = 500;

/** Values in one another, four times those of the largest message: a statement doubles its own variables with every line. */
export const MAX_VALUES = 262_144;
