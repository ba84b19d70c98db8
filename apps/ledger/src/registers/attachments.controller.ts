import { Controller, Get, Inject, Req, Res } from "@nestjs/common";
import { RouteConfig } from "@nestjs/platform-fastify";
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiProduces, ApiResponse } from "@nestjs/swagger";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { Problems } from "../platform/schemas.ts";
import { DOCUMENT_SCHEMA } from "../requests/documents.ts";
import { readFields } from "../requests/read-request.ts";
import { REGISTER_ANSWERS, TOMBSTONE } from "./answer-schemas.ts";
import { KnownParties } from "./known-parties.ts";
import {
  AttachmentBody,
  AttachmentHeaders,
  AttachmentsQuery,
  EraseAttachment,
  OfAttachment,
} from "./register-requests.ts";
import { AskedWrite, type AskedOfRegister, RegisterRead, RegisterWrite } from "./register-routes.ts";
import { Registers } from "./registers.ts";
import type { AttachmentFields, AttachmentsAsked } from "./store/attachments.ts";
import { toldAnswer } from "./told-answer.ts";
import { contentHeaders, uploadOf } from "./uploads.ts";

const tag = "Attachments";
const ALL = "api/attachments";
const ONE = `${ALL}/:attachment`;
const answer = REGISTER_ANSWERS["read-attachment"];

@Controller()
export class AttachmentsController {
  constructor(
    @Inject(Registers) private readonly registers: Registers,
    @Inject(KnownParties) private readonly known: KnownParties,
  ) {}

  @RegisterWrite("POST", ALL, {
    id: "store-attachment",
    tag,
    summary: "Store a file: the body is the file, what is said about it stands in headers",
    headers: AttachmentHeaders,
    answer,
  })
  @RouteConfig({ takesFiles: true })
  @ApiConsumes("*/*")
  @ApiBody({ required: true, schema: { type: "string", format: "binary" } })
  @ApiResponse({
    status: 200,
    description: "The register has this content already: the id that it has.",
    schema: answer,
  })
  async store(
    @AskedWrite() { asker, headers }: AskedOfRegister<object, object, AttachmentHeaders>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const { mediaType, content, drain } = uploadOf(request, this.registers.largestAttachment);
    const { "Attachment-Persons": persons, "Attachment-Party": party } = headers;
    const { "Attachment-File-Name": fileName, "Attachment-Agreement": agreement } = headers;
    await this.known.mustKnowParty(party, "Attachment-Party");
    await this.known.mustKnowAgreement(agreement, "Attachment-Agreement");
    const fields = {
      mediaType,
      fileName,
      ...(persons && { persons }),
      ...(party !== undefined && { party }),
      ...(agreement !== undefined && { agreement }),
    };
    const told = await this.registers.storeAttachment(content, fields, asker).finally(drain);
    if (!told.begun) void reply.status(200);
    return toldAnswer(told);
  }

  @Read(ALL, AttachmentsQuery, {
    id: "list-attachments",
    tag,
    summary: "Attachments, page by page, by person, party or agreement",
    answer: "Attachments; `next` is what `after` is for the next page, null when there is none.",
  })
  async all(@Asking() asked: AttachmentsAsked): Promise<Answer> {
    const { entries: attachments, next } = await this.registers.attachments(asked);
    return new Answer({ attachments, next });
  }

  @RegisterRead(ONE, OfAttachment, {
    id: "read-attachment",
    tag,
    summary: "What is said about one attachment",
    answer: "The attachment, without its content.",
  })
  async one(@Asking() { attachment }: OfAttachment): Promise<Answer> {
    const body = await this.registers.attachment(attachment);
    return new Answer(body, { revision: body.version });
  }

  @Get(`${ONE}/content`)
  @ApiOperation({
    operationId: "read-attachment-content",
    summary: "The file itself, exactly as it was uploaded, or a problem",
    tags: [tag],
  })
  @ApiParam({ name: "attachment", schema: DOCUMENT_SCHEMA })
  @ApiProduces("*/*")
  @ApiResponse({ status: 200, description: "The file, to be saved and not shown." })
  @Problems(400, 404, 410, 500, 503)
  async content(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = { ...(request.query as object), ...(request.params as object) };
    const { attachment } = readFields(OfAttachment, asked) as { attachment: string };
    const { about, bytes } = await this.registers.content(attachment);
    await reply.headers(contentHeaders(about)).send(bytes);
  }

  @RegisterWrite("PUT", ONE, {
    id: "describe-attachment",
    tag,
    summary: "Correct what is said about an attachment; what is left out is removed",
    address: OfAttachment,
    body: AttachmentBody,
    answer,
  })
  async describe(
    @AskedWrite() { asker, address, body }: AskedOfRegister<OfAttachment, AttachmentFields>,
  ): Promise<Answer> {
    await this.known.mustKnowParty(body.party, "party");
    await this.known.mustKnowAgreement(body.agreement, "agreement");
    return toldAnswer(await this.registers.describeAttachment(address.attachment, body, asker));
  }

  @RegisterWrite("DELETE", ONE, {
    id: "erase-attachment",
    tag,
    summary: "Erase an attachment",
    address: EraseAttachment,
    answer: TOMBSTONE,
  })
  async erase(@AskedWrite() { asker, address }: AskedOfRegister<EraseAttachment>): Promise<Answer> {
    return toldAnswer(await this.registers.eraseAttachment(address.attachment, address.reason, asker));
  }
}
