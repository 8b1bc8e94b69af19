import { readFile } from 'node:fs/promises';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { LoggedCall } from '#sandbox/providers/simulator.ts';

/** What a check needs of an OpenAPI document; the schemas themselves are read by Ajv. */
const Parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false) });
const Operation = z.object({
  parameters: z.array(z.union([Parameter, z.object({ $ref: z.string() })])).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.object({
  openapi: z.string(),
  components: z
    .object({ parameters: z.record(z.string(), Parameter).default({}) })
    .default({ parameters: {} }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** One way in which a call or its answer is not what the document says. */
export interface Violation {
  /** `POST /api/v1/clusters/{id}/restores` */
  readonly operation: string;
  readonly part: 'operation' | 'query' | 'request' | 'answer';
  /** Where, and what is wrong there. */
  readonly text: string;
}

export interface Contract {
  /** Everything about a call that the vendor's document does not allow. */
  check(call: LoggedCall): readonly Violation[];
}

/** Reads a vendor's OpenAPI document (3.0 or 3.1). Ajv does the validation. */
export async function readContract(path: string): Promise<Contract> {
  const json = JSON.parse(await readFile(path, 'utf8')) as AnySchema;
  const { openapi, paths, components } = Document.parse(json);
  const shared = Object.entries(components.parameters).map(([name, parameter]) => ({
    ref: `#/components/parameters/${name}`,
    parameter,
  }));
  const options = { strict: false, allErrors: true, validateFormats: true } as const;
  const ajv = openapi.startsWith('3.1') ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  for (const format of ['int32', 'int64', 'float', 'double']) ajv.addFormat(format, true);
  cutCircles(json);
  ajv.addSchema(json, 'document');

  function validator(...pointer: readonly string[]): ValidateFunction | undefined {
    const path = pointer
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent);
    return ajv.getSchema(`document#/${path.join('/')}`);
  }

  function bodyProblems(body: unknown, ...pointer: readonly string[]): readonly string[] {
    const validate = validator(...pointer);
    if (validate === undefined || validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || 'the body'} ${message}`,
    );
  }

  return {
    check(call) {
      const found = Object.entries(paths).find(
        ([template, item]) => call.method.toLowerCase() in item && matches(template, call.path),
      );
      const [template = '', item = {}] = found ?? [];
      const method = call.method.toLowerCase();
      const violation = (part: Violation['part'], text: string): Violation => ({
        operation: `${call.method} ${template === '' ? call.path : template}`,
        part,
        text,
      });
      if (found === undefined) return [violation('operation', 'is not in the document')];
      const operation = Operation.parse(item[method]);
      const parameters = operation.parameters.flatMap((one) =>
        'name' in one
          ? [one]
          : shared.filter(({ ref }) => ref === one.$ref).map(({ parameter }) => parameter),
      );
      const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
      const strange = Object.keys(call.query).filter((name) => !known.has(name));
      const [requestType] = Object.keys(operation.requestBody?.content ?? {});
      const answer = operation.responses[String(call.status)] === undefined ? undefined : String(call.status);
      const answerTypes =
        answer === undefined
          ? []
          : Object.keys(
              z
                .object({ content: z.record(z.string(), z.unknown()).default({}) })
                .parse(operation.responses[answer]).content,
            );
      return [
        ...strange.map((name) => violation('query', `${name} is not a parameter`)),
        ...(requestType === undefined
          ? []
          : bodyProblems(
              call.body,
              'paths',
              template,
              method,
              'requestBody',
              'content',
              requestType,
              'schema',
            ).map((text) => violation('request', text))),
        ...(answer === undefined || answerTypes[0] === undefined || call.answer === undefined
          ? []
          : bodyProblems(
              call.answer,
              'paths',
              template,
              method,
              'responses',
              answer,
              'content',
              answerTypes[0],
              'schema',
            ).map((text) => violation('answer', text))),
      ];
    },
  };
}

function matches(template: string, path: string): boolean {
  const parts = template.split('/');
  const given = path.split('/');
  return (
    parts.length === given.length && parts.every((part, index) => part.includes('{') || part === given[index])
  );
}

const Named = z.object({
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({ oneOf: z.array(z.unknown()).optional() })),
  }),
});

/**
 * A parent that lists its children in `oneOf` while each of them has the parent in `allOf` can never be
 * validated. The parent keeps its own members and loses the list.
 */
function cutCircles(document: AnySchema): void {
  const { data } = Named.safeParse(document);
  for (const [name, { oneOf }] of Object.entries(data?.components.schemas ?? {})) {
    const children = JSON.stringify(oneOf ?? []).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    const goesBack = [...children].some(([, child = '']) =>
      JSON.stringify(data?.components.schemas[child]?.['allOf'] ?? []).includes(`/${name}"`),
    );
    if (goesBack) Reflect.deleteProperty(schemaOf(document, name), 'oneOf');
  }
}

function schemaOf(document: AnySchema, name: string): object {
  const path = ['components', 'schemas', name];
  const found: unknown = path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
    document,
  );
  if (typeof found !== 'object' || found === null) throw new Error(`the document has no schema ${name}`);
  return found;
}
