/** A service behind the handler is busy or away: nothing is wrong with the request, and the same request may come again. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}
