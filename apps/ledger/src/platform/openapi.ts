import type { INestApplication } from "@nestjs/common";
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from "@nestjs/swagger";
import { BULK_SCHEMAS } from "../bulk/schemas.ts";
import { ANSWER_SCHEMAS } from "./schemas.ts";

/** The API's description (OpenAPI 3.1), from the same classes that read the requests. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion("3.1.0")
    .setTitle("The ledger for Swedish agreement funds")
    .setVersion("1")
    .setDescription(
      "Amounts are decimal strings in kronor with two decimals, days YYYY-MM-DD in Europe/Stockholm. " +
        "Every write needs Ledger-Actor and Idempotency-Key; problems follow RFC 9457.",
    )
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components = {
    ...document.components,
    schemas: { ...ANSWER_SCHEMAS, ...BULK_SCHEMAS, ...document.components?.schemas },
  };
  return document;
}
