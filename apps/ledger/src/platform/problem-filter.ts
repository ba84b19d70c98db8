import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { log } from "./log.ts";
import { allowedMethods } from "./methods.ts";
import { PROBLEM_TYPE, type ProblemAnswer, problemOf } from "./problems.ts";

/** Everything that goes wrong becomes a problem document; what is our fault is noted in the log, never told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), error);
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const { problem, headers, defect } = orMethod(request, error) ?? problemOf(error, namedByAddress(request));
  if (defect) log({ level: "error", problem: problem.type, url: request.routeOptions.url ?? null, error });
  void reply
    .status(problem.status)
    .headers({ ...headers, "Cache-Control": "no-store" })
    .type(PROBLEM_TYPE)
    .send({ ...problem, instance: pathOf(request) });
}

/** The fields that the address names: what is not known of them is not found. A write's address is its path. */
function namedByAddress({ method, params, query }: FastifyRequest): string[] {
  const asked = method === "POST" ? {} : query;
  return [params, asked].flatMap((named) => Object.keys((named as object | undefined) ?? {}));
}

/** A path that is there under another method is not missing. */
function orMethod(request: FastifyRequest, error: unknown): ProblemAnswer | undefined {
  if (!(error instanceof HttpException) || error.getStatus() !== 404) return undefined;
  const allowed = allowedMethods(request.server, pathOf(request));
  if (allowed.length === 0) return undefined;
  const answer = problemOf(
    new HttpException(
      `${pathOf(request)} does not take ${request.method}. It takes ${allowed.join(" and ")}.`,
      405,
    ),
  );
  return { ...answer, headers: { Allow: allowed.join(", ") } };
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}
