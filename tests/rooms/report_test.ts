import { registerRoom } from "./_room.ts";

await registerRoom("report");
