// What an endpoint of the wild knows: two accounts' credentials and their sessions, handed over as JSON.
const told = JSON.parse(process.env.WILD);
export const port = Number(process.env.PORT);
const began = Date.now() / 1000;
const sessions = new Map(told.sessions.map(([state, id]) => [id, state]));
const woken = new Map();

function account(headers) {
  const key = headers["x-api-key"];
  if (key) return key === told.api_key ? 1 : key === told.foreign_api_key ? 2 : 0;
  const [scheme, token] = (headers.authorization ?? "").split(/ (.*)/);
  return scheme.toLowerCase() === "bearer" && token === told.bearer_token ? 1 : 0;
}

export function answer(id, headers) {
  const who = account(headers);
  if (!who) return [401, { detail: "Not authenticated" }, { "WWW-Authenticate": "Bearer" }];
  const known = sessions.get(id);
  const state = known && (known === "foreign") === (who === 2) ? known : null;
  return [200, status(id, state), { "Cache-Control": "no-store" }];
}

function status(id, state) {
  const now = Date.now() / 1000;
  const [age, lifetime] = { dead: [600, 0], expiring: [0, 2.5] }[state] ?? [30, 300];
  if (state === "expiring" && !woken.has(id)) woken.set(id, now);
  const spawned = woken.get(id) ?? began - age;
  const left = spawned + lifetime - now;
  const alive = ["alive", "foreign", "expiring"].includes(state) && left > 0;
  const assigned = state !== null && state !== "unassigned";
  return {
    session_id: id, exists: state !== null, vm_assigned: assigned,
    vm_status: assigned ? (alive ? "active" : "killed") : null,
    vm_id: assigned ? `vmid-${id.slice(0, 8)}` : null,
    vm_alive: alive,
    uptime_seconds: alive ? Math.round((now - spawned) * 100) / 100 : null,
    expires_in_seconds: assigned ? (alive ? Math.round(left * 100) / 100 : 0) : null,
    created_at: state ? new Date((began - age) * 1000).toISOString().slice(0, 19) : null,
    env_status: "none", env_error: null,
  };
}
