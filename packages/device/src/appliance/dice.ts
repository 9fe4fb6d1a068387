import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A repeatable source of numbers in 0..1: the same seed gives the same run. */
export type Dice = () => number;

export function createDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

export function between(dice: Dice, [least, most]: readonly [number, number]): number {
  return least + dice() * (most - least);
}
