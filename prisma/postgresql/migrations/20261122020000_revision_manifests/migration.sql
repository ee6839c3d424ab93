-- CreateTable
CREATE TABLE "RevisionManifest" (
    "workspace" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,

    CONSTRAINT "RevisionManifest_pkey" PRIMARY KEY ("workspace","number","position")
);

-- CreateIndex
CREATE INDEX "RevisionManifest_workspace_kind_namespace_name_number_idx" ON "RevisionManifest"("workspace", "kind", "namespace", "name", "number");

-- AddForeignKey
ALTER TABLE "RevisionManifest" ADD CONSTRAINT "RevisionManifest_workspace_number_fkey" FOREIGN KEY ("workspace", "number") REFERENCES "Revision"("workspace", "number") ON DELETE CASCADE ON UPDATE CASCADE;
