import { Decimal as DecimalLibrary } from 'decimal.js';

/** IEEE 754 decimal128 as AWS documents it: 34 digits, magnitudes from 1E-999 to 9.99…E999. */
export const Decimal = DecimalLibrary.clone({
  precision: 34,
  rounding: DecimalLibrary.ROUND_HALF_EVEN,
  maxE: 999,
  minE: -999,
  toExpNeg: -999,
  toExpPos: 999,
});
export type Decimal = DecimalLibrary;

/** A number that a double cannot stand for: too long, too large, too small, or a whole Decimal of the 2015 version. */
export class ExactNumber {
  constructor(
    readonly decimal: Decimal,
    readonly isInt: boolean,
  ) {}
}

/** Doubles stand for what they print as; `ExactNumber` for the rest. Int is what has no fraction (and says so, in 2015). */
export type Numeric = number | ExactNumber;
