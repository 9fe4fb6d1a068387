/**
 * How long every client of the AWS SDK waits. Units: milliseconds. Three attempts take under 10 s together, which is below the
 * 15 s of the shortest function. Without `throwOnRequestTimeout` the SDK warns of a request that is late, and waits on.
 */
export const awsClientOptions = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: 3000,
    socketTimeout: 3000,
    throwOnRequestTimeout: true,
  },
};
