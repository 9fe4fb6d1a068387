export { formatAlertNotice, type AlertNews, type AlertNotice } from './alert/notice.js';
export type { AlertPhase, AlertState, AlertTransition, OpenAlert, Sample, Tick } from './alert/state.js';
export { stepAlert, type AlertStep } from './alert/step.js';
export { SqlError, type Span, type SqlErrorCode } from './errors.js';
export type { ExternalFunctions } from './functions/signature.js';
export type { Entropy } from './message/derived-entropy.js';
export type { Message, Mqtt5Properties } from './message/message.js';
export { receiveMessage, type ReceivedMessage } from './message/received-message.js';
export { checkStatement, type CheckOptions } from './sql/check/check-statement.js';
export { compileStatement, type CompiledStatement, type CompileOptions } from './sql/compile/compile-statement.js';
export type { Evaluation } from './sql/compile/compile-output.js';
export { explainStatement, type ExplainOptions } from './sql/explain/explain-statement.js';
export type { Finding, FindingCode } from './sql/check/finding.js';
export { formatStatement } from './sql/tree/format.js';
export { compileTemplate, type CompiledTemplate, type TemplateOptions } from './sql/compile/compile-template.js';
export type { SqlVersion } from './value/dialect.js';
export type * from './sql/tree/ast.js';
export { parseStatement, type ParseOptions } from './sql/parse/statement-parser.js';
export {
  thresholdSqlVersion,
  thresholdStatements,
  type ThresholdStatementOptions,
  type ThresholdStatements,
} from './threshold/statements.js';
export {
  defineThreshold,
  thresholdInputSchema,
  thresholdOf,
  type Severity,
  type Threshold,
  type ThresholdInput,
} from './threshold/threshold.js';
export { topicMatches } from './topic/filter.js';
export { TopicRouter } from './topic/router.js';
