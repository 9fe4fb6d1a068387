/** AWS IoT takes a rule without a version for one of 2015, whose SQL differs. */
export const sqlVersion = '2016-03-23';
