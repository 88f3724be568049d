import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { CaseTraces } from './case-traces';

interface OtlpSettings {
  /** The collector's address, such as `http://127.0.0.1:4318`; spans go to `/v1/traces` under it. */
  readonly endpoint: string;
  /** Share of the cases that are traced. */
  readonly share: number;
  readonly version: string;
  /** Told when the collector takes nothing any more, and not again before it has taken something. */
  readonly onFailed: (error: Error | undefined) => void;
}

/** Spans that wait for the collector; while it is away, what does not fit is dropped. */
const MOST_WAITING = 16_384;
const MOST_AT_ONCE = 2_048;
const SEND_EVERY_MS = 1_000;
const PATIENCE_MS = 3_000;

/** Traces that go to a collector over OTLP/HTTP. */
export function otlpTraces({ endpoint, share, version, onFailed }: OtlpSettings): CaseTraces {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: PATIENCE_MS }), onFailed);
  const processor = new BatchSpanProcessor(exporter, {
    ...{ maxQueueSize: MOST_WAITING, maxExportBatchSize: MOST_AT_ONCE },
    ...{ scheduledDelayMillis: SEND_EVERY_MS, exportTimeoutMillis: PATIENCE_MS },
  });
  return new CaseTraces({ processor, version, share });
}

function telling(exporter: SpanExporter, onFailed: (error: Error | undefined) => void): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !failing) onFailed(result.error);
        failing = failed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
