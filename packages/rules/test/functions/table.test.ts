import { functionTable } from '../../src/functions/table.js';

/** Source: AWS IoT developer guide, "Functions"; `cast` is syntax of its own. */
const documented = `
  abs accountid acos asin atan atan2 aws_lambda bitand bitnot bitor bitxor ceil chr clientid concat cos cosh decode encode
  endswith exp floor get get_dynamodb get_mqtt_property get_or_default get_registry_data get_secret get_thing_shadow
  get_user_properties indexof isnull isundefined length ln log lower lpad ltrim machinelearning_predict md2 md5 mod nanvl newuuid
  numbytes parse_time power principal rand regexp_matches regexp_replace regexp_substr remainder replace round rpad rtrim sha1
  sha224 sha256 sha384 sha512 sign sin sinh sourceip sql_version sqrt startswith substring tan tanh time_to_epoch timestamp topic
  traceid transform trim trunc upper
`
  .trim()
  .split(/\s+/);

describe('the table of functions', () => {
  it('holds the 82 that AWS documents, cast counted, and no other', () => {
    expect([...functionTable.keys()].toSorted()).toEqual(documented.toSorted());
    expect(documented.length + 1).toBe(82);
  });

  it('has no two rows for one name and number of arguments', () => {
    for (const [name, overloads] of functionTable) {
      const counts = overloads.map(({ parameters, isVariadic }) => `${parameters.length}${isVariadic ? '+' : ''}`);
      expect([name, ...new Set(counts)]).toEqual([name, ...counts]);
    }
  });
});
