// The endpoint with Express, which shows its stack to everybody unless NODE_ENV is "production".
import express from "express";
import { answer, port } from "./store.mjs";

const app = express();
app.get("/v1/sessions/status/:id", (request, response) => {
  const [code, body, headers] = answer(request.params.id, request.headers);
  response.status(code).set(headers).json(body);
});
app.listen(port, "127.0.0.1");
