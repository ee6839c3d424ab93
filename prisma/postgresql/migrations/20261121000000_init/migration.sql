-- CreateTable
CREATE TABLE "User" (
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "mustChangePassword" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "lastSignInAt" TIMESTAMP(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Session" (
    "tokenHash" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Token" (
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "lastUsedAt" TIMESTAMP(3),

    CONSTRAINT "Token_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "SignInFailure" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SignInFailure_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "address" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Revision" (
    "workspace" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "comment" TEXT NOT NULL,

    CONSTRAINT "Revision_pkey" PRIMARY KEY ("workspace","number")
);

-- CreateTable
CREATE TABLE "RevisionChange" (
    "workspace" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,

    CONSTRAINT "RevisionChange_pkey" PRIMARY KEY ("workspace","number","position")
);

-- CreateTable
CREATE TABLE "RoutingObject" (
    "workspace" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    -- Sorted by code units, as SQLite and the memory store do.
    "name" TEXT COLLATE "C" NOT NULL,
    "body" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "search" TEXT NOT NULL,
    "hosts" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "services" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RoutingObject_pkey" PRIMARY KEY ("workspace","kind","name")
);

-- CreateTable
CREATE TABLE "ObjectReference" (
    "workspace" TEXT NOT NULL,
    "fromKind" TEXT NOT NULL,
    "fromName" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "toKind" TEXT NOT NULL,
    "toName" TEXT NOT NULL,

    CONSTRAINT "ObjectReference_pkey" PRIMARY KEY ("workspace","fromKind","fromName","path")
);

-- CreateTable
CREATE TABLE "Workspace" (
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dialect" TEXT NOT NULL,
    "served" BOOLEAN NOT NULL,
    "description" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Workspace_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "Session_userName_idx" ON "Session"("userName");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Token_tokenHash_key" ON "Token"("tokenHash");

-- CreateIndex
CREATE INDEX "RevisionChange_workspace_kind_name_number_idx" ON "RevisionChange"("workspace", "kind", "name", "number");

-- CreateIndex
CREATE INDEX "RoutingObject_workspace_kind_updatedAt_name_idx" ON "RoutingObject"("workspace", "kind", "updatedAt", "name");

-- CreateIndex
CREATE INDEX "RoutingObject_workspace_kind_createdAt_name_idx" ON "RoutingObject"("workspace", "kind", "createdAt", "name");

-- CreateIndex
CREATE INDEX "ObjectReference_workspace_toKind_toName_idx" ON "ObjectReference"("workspace", "toKind", "toName");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userName_fkey" FOREIGN KEY ("userName") REFERENCES "User"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Revision" ADD CONSTRAINT "Revision_workspace_fkey" FOREIGN KEY ("workspace") REFERENCES "Workspace"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RevisionChange" ADD CONSTRAINT "RevisionChange_workspace_number_fkey" FOREIGN KEY ("workspace", "number") REFERENCES "Revision"("workspace", "number") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoutingObject" ADD CONSTRAINT "RoutingObject_workspace_fkey" FOREIGN KEY ("workspace") REFERENCES "Workspace"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ObjectReference" ADD CONSTRAINT "ObjectReference_workspace_fkey" FOREIGN KEY ("workspace") REFERENCES "Workspace"("name") ON DELETE CASCADE ON UPDATE CASCADE;
