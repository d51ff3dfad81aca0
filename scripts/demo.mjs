// A world to try Switchboard on. usage: node scripts/demo.mjs PORT
import { build, mustBeFree, run, startWorld, step } from "./play.mjs";

const listen = `127.0.0.1:${process.argv[2]}`;
await mustBeFree(listen, "Is another demo running? Another port: ./justw demo 8090");
build();
step("building the page (the first time: some minutes)", "scripts/build-spa");
await run(async (dir, parts) => {
  const { sandbox, server } = await startWorld({ dir, parts, listen });
  return Promise.race([sandbox.ended, server.ended]);
});
