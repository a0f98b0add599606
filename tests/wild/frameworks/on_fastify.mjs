// The endpoint with Fastify.
import Fastify from "fastify";
import { answer, port } from "./store.mjs";

const app = Fastify({ routerOptions: { maxParamLength: 10000 } });
app.get("/v1/sessions/status/:id", async (request, reply) => {
  const [code, body, headers] = answer(request.params.id, request.headers);
  return reply.code(code).headers(headers).send(body);
});
await app.listen({ port, host: "127.0.0.1" });
