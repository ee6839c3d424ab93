-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "settings" TEXT NOT NULL DEFAULT '{}';
